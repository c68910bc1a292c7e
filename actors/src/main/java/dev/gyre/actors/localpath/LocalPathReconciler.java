package dev.gyre.actors.localpath;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The provisioner {@code gyre.dev/local-path}. Keys are claims, for which it writes down a volume on the node that the scheduler
 * has selected, and volumes, which it deletes when their claim has left them. One volume for each uid of a claim, by its name.
 */
public final class LocalPathReconciler implements Reconciler {

    /** From the first moment: without it the node might take the directory away while the volume is bound. */
    private static final String PROTECTION = "kubernetes.io/pv-protection";

    private final EventCommands events = new EventCommands(LocalPath.PROVISIONER);

    @Override
    public String name() {
        return "localpath";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "persistentvolumeclaims" -> Set.of(key);
            case "persistentvolumes" -> ofVolume(new Volume(event.resource()));
            case "nodes" ->
                VolumeClaim.all(view).stream()
                        .filter(claim -> claim.volumeName().isEmpty()
                                && claim.selectedNode().equals(key.name()))
                        .map(VolumeClaim::key)
                        .collect(Collectors.toSet());
            default -> Set.of();
        };
    }

    /** The claim of one that goes before it is bound gets another. */
    private static Set<ResourceKey> ofVolume(Volume volume) {
        return LocalPath.isOne(volume.resource().json())
                ? Set.of(volume.resource().key(), volume.claimKey())
                : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource resource = view.get(key).orElse(null);
        if (resource == null) {
            return Decision.NOTHING;
        }
        return Volume.isKeyOf(key) ? reclaim(new Volume(resource)) : provision(new VolumeClaim(resource), view, now);
    }

    private static Decision reclaim(Volume volume) {
        Resource resource = volume.resource();
        boolean isLeft =
                volume.phase().equals("Released") && volume.reclaimPolicy().equals("Delete");
        if (!isLeft || resource.isDeleting() || !LocalPath.isOne(resource.json())) {
            return Decision.NOTHING;
        }
        return Decision.of(
                List.of(new Command.Delete(resource.key(), resource.uid(), resource.revision(), null, null, List.of())),
                "its claim has left it");
    }

    private Decision provision(VolumeClaim claim, ClusterView view, Instant now) {
        Resource resource = claim.resource();
        VolumeClass storageClass = VolumeClass.find(view, claim.storageClass());
        boolean isAsked = resource.annotations()
                .getOrDefault(VolumeClaim.STORAGE_PROVISIONER, "")
                .equals(LocalPath.PROVISIONER);
        String name = "pvc-" + resource.uid();
        if (storageClass == null
                || !storageClass.provisioner().equals(LocalPath.PROVISIONER)
                || !isAsked
                || resource.isDeleting()
                || !claim.volumeName().isEmpty()
                || Volume.find(view, name) != null) {
            return Decision.NOTHING;
        }
        String fault = fault(claim, storageClass);
        if (fault != null) {
            return fail(claim, storageClass, fault, view, now);
        }
        if (claim.selectedNode().isEmpty()) {
            return Decision.of(List.of(), "it waits for the scheduler to select a node");
        }
        Resource node = view.get(ResourceKey.clusterScoped("", "nodes", claim.selectedNode()))
                .orElse(null);
        if (node == null) {
            return Decision.of(List.of(withoutNode(resource)), "the node " + claim.selectedNode() + " is gone");
        }
        String directory = node.annotations().getOrDefault(LocalPath.DIRECTORY, "");
        if (directory.isEmpty()) {
            return fail(claim, storageClass, "the node " + node.name() + " has no directory for volumes", view, now);
        }
        Guard unchanged = new Guard.Unchanged(resource.key(), resource.revision());
        return Decision.of(
                List.of(
                        new Command.Create(
                                Volume.key(name),
                                volume(name, claim, storageClass, node, directory),
                                List.of(unchanged)),
                        events.normal(
                                resource,
                                view.revision(),
                                0,
                                "ProvisioningSucceeded",
                                "Successfully provisioned volume " + name,
                                now)),
                "its volume is to be on " + node.name());
    }

    /** What cannot be had in a directory of one node. */
    private static @Nullable String fault(VolumeClaim claim, VolumeClass storageClass) {
        if (!storageClass.waitsForConsumer()) {
            return "the class must have volumeBindingMode WaitForFirstConsumer: no node was specified";
        }
        JsonNode spec = claim.resource().json().path("spec");
        if (claim.hasSelector()) {
            return "claim.Spec.Selector is not supported";
        }
        if (spec.path("dataSource").isObject() || spec.path("dataSourceRef").isObject()) {
            return "claim.Spec.DataSource is not supported";
        }
        if (!claim.volumeMode().equals("Filesystem")) {
            return "volumeMode " + claim.volumeMode() + " is not supported";
        }
        return LocalPath.accessModes().containsAll(claim.accessModes())
                ? null
                : "only the access modes " + String.join(" and ", LocalPath.accessModes()) + " are supported";
    }

    private Decision fail(VolumeClaim claim, VolumeClass storageClass, String why, ClusterView view, Instant now) {
        String message = "failed to provision volume with StorageClass \"" + storageClass.name() + "\": " + why;
        List<Command> telling = events.once(claim.resource(), view, "Warning", "ProvisioningFailed", message, now);
        return Decision.of(telling, message);
    }

    /** The scheduler has to select another one. */
    private static Command withoutNode(Resource claim) {
        ObjectNode object = claim.copy();
        object.withObjectProperty("metadata").withObjectProperty("annotations").remove(VolumeClaim.SELECTED_NODE);
        return new Command.Update(claim.key(), null, claim.revision(), object, List.of());
    }

    private static ObjectNode volume(
            String name, VolumeClaim claim, VolumeClass storageClass, Resource node, String directory) {
        JsonNode wanted = claim.resource().json().path("spec");
        ObjectNode volume = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolume");
        ObjectNode metadata = volume.putObject("metadata").put("name", name);
        metadata.putObject("annotations").put(Volume.PROVISIONED_BY, LocalPath.PROVISIONER);
        metadata.putArray("finalizers").add(PROTECTION).add(LocalPath.FINALIZER);
        ObjectNode spec = volume.putObject("spec");
        spec.putObject("capacity")
                .set("storage", wanted.path("resources").path("requests").path("storage"));
        spec.set("accessModes", wanted.path("accessModes").deepCopy());
        spec.set("claimRef", claim.reference());
        spec.put("persistentVolumeReclaimPolicy", storageClass.reclaimPolicy());
        spec.put("storageClassName", storageClass.name()).put("volumeMode", "Filesystem");
        spec.putObject("local").put("path", directory + "/" + name);
        spec.putObject("nodeAffinity").set("required", LocalPath.nodeSelector(node.name()));
        return volume;
    }
}
