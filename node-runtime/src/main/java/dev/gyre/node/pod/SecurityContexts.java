package dev.gyre.node.pod;

import dev.gyre.node.runtime.ContainerSpec.Privileges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The pod's and the container's security contexts as one; the container's word counts where both have one. */
final class SecurityContexts {
    private SecurityContexts() {}

    static Privileges of(JsonNode podSpec, JsonNode container) {
        JsonNode ofPod = podSpec.path("securityContext");
        JsonNode own = container.path("securityContext");
        List<String> groups = new ArrayList<>();
        if (ofPod.hasNonNull("fsGroup")) {
            groups.add(ofPod.path("fsGroup").asString());
        }
        ofPod.path("supplementalGroups").forEach(group -> groups.add(group.asString()));
        boolean isPrivileged = own.path("privileged").asBoolean(false);
        return new Privileges(
                user(ofPod, own),
                groups,
                isPrivileged,
                own.path("readOnlyRootFilesystem").asBoolean(false),
                isPrivileged || own.path("allowPrivilegeEscalation").asBoolean(true),
                words(own.path("capabilities").path("add")),
                words(own.path("capabilities").path("drop")),
                either(ofPod, own, "seccompProfile").path("type").asString(""));
    }

    private static @Nullable String user(JsonNode ofPod, JsonNode own) {
        JsonNode user = either(ofPod, own, "runAsUser");
        JsonNode group = either(ofPod, own, "runAsGroup");
        if (user.isMissingNode() && group.isMissingNode()) {
            return null;
        }
        String name = user.isMissingNode() ? "0" : user.asString();
        return group.isMissingNode() ? name : name + ":" + group.asString();
    }

    private static JsonNode either(JsonNode ofPod, JsonNode own, String field) {
        return own.hasNonNull(field) ? own.path(field) : ofPod.path(field);
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : list) {
            String name = word.asString("");
            words.add(name.startsWith("CAP_") ? name.substring(4) : name);
        }
        return words;
    }
}
