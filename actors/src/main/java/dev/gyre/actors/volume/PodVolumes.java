package dev.gyre.actors.volume;

import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The claims that a pod's volumes name, and those that are made for it alone. */
public final class PodVolumes {

    /**
     * A claim that a pod uses.
     *
     * @param isEphemeral it is made for this pod, and goes with it
     */
    public record Use(ResourceKey claim, boolean isEphemeral) {}

    private PodVolumes() {}

    public static List<Use> claimsOf(Resource pod) {
        List<Use> uses = new ArrayList<>();
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            String name = volume.path("persistentVolumeClaim").path("claimName").asString("");
            if (volume.path("ephemeral").isObject()) {
                uses.add(new Use(ephemeralClaim(pod, volume), true));
            } else if (!name.isEmpty()) {
                uses.add(new Use(VolumeClaim.key(pod.namespace(), name), false));
            }
        }
        return uses;
    }

    public static ResourceKey ephemeralClaim(Resource pod, JsonNode volume) {
        return VolumeClaim.key(
                pod.namespace(), pod.name() + "-" + volume.path("name").asString(""));
    }

    /** Whether a claim of the name that an ephemeral volume's has is that one's, and not somebody else's. */
    public static boolean isMadeFor(Resource pod, Resource claim) {
        OwnerReference controller = claim.controller();
        return controller != null && controller.uid().equals(pod.uid());
    }

    public static boolean uses(Resource pod, ResourceKey claim) {
        return claimsOf(pod).stream().anyMatch(use -> use.claim().equals(claim));
    }
}
