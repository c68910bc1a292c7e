package dev.gyre.actors.localpath;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.storage.LocalPath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A volume of one node's disk, as it is written down, and where it is put when nobody has said where. */
final class LocalVolume {

    /** From the first moment: without it the node might take the directory away while the volume is bound. */
    private static final String PROTECTION = "kubernetes.io/pv-protection";

    private LocalVolume() {}

    static String name(VolumeClaim claim) {
        return "pvc-" + claim.resource().uid();
    }

    /** Where a node has its volumes; empty where it has none. */
    static String directory(Resource node) {
        return node.annotations().getOrDefault(LocalPath.DIRECTORY, "");
    }

    /** One of the nodes that may have it and take pods, by the claim's uid: many claims are spread, and each has one answer. */
    static @Nullable Resource nodeFor(VolumeClaim claim, VolumeClass storageClass, ClusterView view) {
        List<Resource> fit = view.list("", "nodes").stream()
                .filter(node -> !directory(node).isEmpty()
                        && storageClass.allows(node)
                        && !node.isDeleting()
                        && !node.json().path("spec").path("unschedulable").asBoolean(false)
                        && node.json().path("spec").path("taints").isEmpty())
                .toList();
        return fit.isEmpty()
                ? null
                : fit.get(Math.floorMod(claim.resource().uid().hashCode(), fit.size()));
    }

    static ObjectNode of(VolumeClaim claim, VolumeClass storageClass, Resource node) {
        JsonNode wanted = claim.resource().json().path("spec");
        ObjectNode volume = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolume");
        ObjectNode metadata = volume.putObject("metadata").put("name", name(claim));
        metadata.putObject("annotations").put(Volume.PROVISIONED_BY, LocalPath.PROVISIONER);
        metadata.putArray("finalizers").add(PROTECTION).add(LocalPath.FINALIZER);
        ObjectNode spec = volume.putObject("spec");
        spec.putObject("capacity")
                .set("storage", wanted.path("resources").path("requests").path("storage"));
        spec.set("accessModes", wanted.path("accessModes").deepCopy());
        spec.set("claimRef", claim.reference());
        spec.put("persistentVolumeReclaimPolicy", storageClass.reclaimPolicy());
        spec.put("storageClassName", storageClass.name()).put("volumeMode", "Filesystem");
        spec.putObject("local").put("path", directory(node) + "/" + name(claim));
        spec.putObject("nodeAffinity").set("required", LocalPath.nodeSelector(node.name()));
        return volume;
    }
}
