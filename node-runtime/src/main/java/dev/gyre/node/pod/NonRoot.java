package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import tools.jackson.databind.JsonNode;

/** {@code runAsNonRoot}: a container that would run as root, or as nobody knows whom, is not made. */
public final class NonRoot {
    private NonRoot() {}

    /** Whether it depends on the image as whom the container would run. */
    public static boolean isUnsure(Resource pod, JsonNode container) {
        return isWanted(pod, container)
                && effective(pod, container, "runAsUser").isMissingNode();
    }

    /** @param imageUser as whom the image runs: a number, a name, or empty for root */
    public static void require(Resource pod, JsonNode container, String imageUser) {
        if (!isWanted(pod, container)) {
            return;
        }
        String where = " (pod: \"" + pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")\", container: "
                + container.path("name").asString("") + ")";
        JsonNode user = effective(pod, container, "runAsUser");
        if (!user.isMissingNode()) {
            if (user.asLong(0) == 0) {
                throw new ConfigErrorException("container's runAsUser breaks non-root policy" + where);
            }
            return;
        }
        boolean isNumber = imageUser.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isNumber && imageUser.replace("0", "").isEmpty()) {
            throw new ConfigErrorException("container has runAsNonRoot and image will run as root" + where);
        }
        if (!isNumber) {
            throw new ConfigErrorException("container has runAsNonRoot and image has non-numeric user (" + imageUser
                    + "), cannot verify user is non-root" + where);
        }
    }

    private static boolean isWanted(Resource pod, JsonNode container) {
        return effective(pod, container, "runAsNonRoot").asBoolean(false);
    }

    private static JsonNode effective(Resource pod, JsonNode container, String field) {
        JsonNode own = container.path("securityContext");
        return own.hasNonNull(field)
                ? own.path(field)
                : pod.json().path("spec").path("securityContext").path(field);
    }
}
