package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which container of a pod is meant: the one that was named, or the only one. Pure. */
public final class PodContainer {

    private PodContainer() {}

    public static String choose(@Nullable String asked, String name, JsonNode pod) {
        List<String> containers = names(pod.path("spec").path("containers"));
        List<String> initContainers = names(pod.path("spec").path("initContainers"));
        if (asked != null && !asked.isEmpty()) {
            boolean isThere = containers.contains(asked)
                    || initContainers.contains(asked)
                    || names(pod.path("spec").path("ephemeralContainers")).contains(asked);
            if (!isThere) {
                throw badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        if (containers.size() == 1) {
            return containers.getFirst();
        }
        String message = "a container name must be specified for pod " + name;
        if (!containers.isEmpty()) {
            message += ", choose one of: [" + String.join(" ", containers) + "]";
        }
        if (!initContainers.isEmpty()) {
            message += " or one of the init containers: [" + String.join(" ", initContainers) + "]";
        }
        throw badRequest(message);
    }

    private static List<String> names(JsonNode containers) {
        List<String> names = new ArrayList<>();
        containers.forEach(container -> names.add(container.path("name").asString("")));
        return names;
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
