package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether the claims that a pod's volumes name are there and have got a volume. Where one has not, no node is possible,
 * whatever else it offers; nothing gives claims volumes yet, so that one is bound is somebody else's doing.
 */
final class ClaimCheck {

    private ClaimCheck() {}

    /** Why no node will do, in the words that {@code kubectl describe} has always shown; null where one may. */
    static @Nullable String objection(ClusterView view, Resource pod) {
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            boolean isEphemeral = volume.has("ephemeral");
            String name = isEphemeral
                    ? pod.name() + "-" + volume.path("name").asString("")
                    : volume.path("persistentVolumeClaim").path("claimName").asString("");
            String objection = name.isEmpty() ? null : objection(view, pod.namespace(), name, isEphemeral);
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }

    private static @Nullable String objection(ClusterView view, String namespace, String name, boolean isEphemeral) {
        Resource claim = view.get(ResourceKey.namespaced("", "persistentvolumeclaims", namespace, name))
                .orElse(null);
        if (claim == null) {
            return isEphemeral
                    ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\""
                    : "persistentvolumeclaim \"" + name + "\" not found";
        }
        if (claim.isDeleting()) {
            return "persistentvolumeclaim \"" + name + "\" is being deleted";
        }
        String volume = claim.json().path("spec").path("volumeName").asString("");
        if (volume.isEmpty()) {
            return "pod has unbound immediate PersistentVolumeClaims";
        }
        return view.get(ResourceKey.clusterScoped("", "persistentvolumes", volume))
                        .isPresent()
                ? null
                : "persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\"".formatted(name, volume);
    }
}
