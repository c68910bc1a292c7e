package dev.gyre.node.pod;

import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A volume of a pod that is a PersistentVolume, which its claim names.
 *
 * @param name as the pod calls it
 * @param isEphemeral whether the claim is made for this pod alone
 */
public record ClaimedVolume(String name, ResourceKey claim, boolean isEphemeral) {

    public static List<ClaimedVolume> of(Resource pod) {
        List<ClaimedVolume> claimed = new ArrayList<>();
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            String name = volume.path("name").asString("");
            boolean isEphemeral = volume.path("ephemeral").isObject();
            if (isEphemeral || volume.path("persistentVolumeClaim").isObject()) {
                String claim = isEphemeral
                        ? pod.name() + "-" + name
                        : volume.path("persistentVolumeClaim").path("claimName").asString("");
                claimed.add(new ClaimedVolume(
                        name,
                        ResourceKey.namespaced("", "persistentvolumeclaims", pod.namespace(), claim),
                        isEphemeral));
            }
        }
        return claimed;
    }

    /** The volume that the claim has got; fails where the pod may not use it. */
    public ResourceKey volumeOf(Resource pod, Optional<Resource> found) {
        Resource object = found.orElseThrow(() -> fault("persistentvolumeclaim \"" + claim.name() + "\" not found"));
        JsonNode json = object.json();
        String volume = json.path("spec").path("volumeName").asString("");
        if (object.isDeleting()) {
            throw fault("PVC is being deleted");
        }
        OwnerReference owner = object.controller();
        if (isEphemeral && (owner == null || !owner.uid().equals(pod.uid()))) {
            throw fault("PVC %s/%s was not created for pod %s/%s (pod is not owner)"
                    .formatted(claim.namespace(), claim.name(), pod.namespace(), pod.name()));
        }
        if (!json.path("status").path("phase").asString("").equals("Bound") || volume.isEmpty()) {
            throw fault("PVC is not bound");
        }
        return ResourceKey.clusterScoped("", "persistentvolumes", volume);
    }

    /** The volume, where it knows of the claim too. */
    public Resource checked(Resource claimed, ResourceKey volume, Optional<Resource> found) {
        Resource object = found.orElseThrow(() -> fault("persistentvolume \"" + volume.name() + "\" not found"));
        String uid = object.json().path("spec").path("claimRef").path("uid").asString("");
        if (!uid.equals(claimed.uid())) {
            throw fault("PersistentVolume \"" + volume.name() + "\" is not bound to this claim");
        }
        return object;
    }

    private ConfigErrorException fault(String why) {
        return new ConfigErrorException("error processing PVC " + claim.namespace() + "/" + claim.name() + ": " + why);
    }
}
