package dev.gyre.actors.localpath;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.actors.workload.Finalizers;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The provisioner {@code gyre.dev/local-path}. Keys are claims, for which it writes down a volume on the node that the scheduler
 * has selected, or on one that it selects itself where the class does not wait for a pod; and volumes, which it deletes when
 * their claim has left them, lets go when their node is gone, and lets grow with their claim. One volume for each uid of a claim, by
 * its name.
 */
public final class LocalPathReconciler implements Reconciler {

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
            case "nodes" -> ofNode(event, view);
            default -> Set.of();
        };
    }

    /** Claims that are to have a volume there, or anywhere; and of a node that is gone its volumes. */
    private static Set<ResourceKey> ofNode(ResourceEvent event, ClusterView view) {
        String node = event.key().name();
        Stream<ResourceKey> claims = VolumeClaim.all(view).stream()
                .filter(claim -> claim.volumeName().isEmpty()
                        && (claim.selectedNode().isEmpty()
                                || claim.selectedNode().equals(node)))
                .map(VolumeClaim::key);
        Stream<ResourceKey> volumes = event.type() == ResourceEvent.Type.DELETED
                ? Volume.all(view).stream()
                        .map(Volume::resource)
                        .filter(volume -> LocalPath.nodeOf(volume.json()).equals(node))
                        .map(Resource::key)
                : Stream.of();
        return Stream.concat(claims, volumes).collect(Collectors.toSet());
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
        if (Volume.isKeyOf(key)) {
            return reclaim(new Volume(resource), view);
        }
        VolumeClaim claim = new VolumeClaim(resource);
        return claim.isBound() ? grow(claim, view, now) : provision(claim, view, now);
    }

    private static Decision reclaim(Volume volume, ClusterView view) {
        Resource resource = volume.resource();
        if (isLeftWithoutNode(resource, view)) {
            return Decision.of(
                    List.of(Finalizers.without(resource, LocalPath.FINALIZER)),
                    "its node is gone, so that nobody is there who could take its directory away");
        }
        boolean isLeft =
                volume.phase().equals("Released") && volume.reclaimPolicy().equals("Delete");
        if (!isLeft || resource.isDeleting() || !LocalPath.isOne(resource.json())) {
            return Decision.NOTHING;
        }
        return Decision.of(
                List.of(new Command.Delete(resource.key(), resource.uid(), resource.revision(), null, null, List.of())),
                "its claim has left it");
    }

    /** Its other finalizers go first: as long as one is there, somebody may still use it. */
    private static boolean isLeftWithoutNode(Resource volume, ClusterView view) {
        String node = LocalPath.nodeOf(volume.json());
        return volume.isDeleting()
                && volume.finalizers().equals(List.of(LocalPath.FINALIZER))
                && !node.isEmpty()
                && view.get(ResourceKey.clusterScoped("", "nodes", node)).isEmpty();
    }

    /** A directory has whatever room there is on its disk; what grows is what is said of it. The claim then says the same. */
    private Decision grow(VolumeClaim claim, ClusterView view, Instant now) {
        Volume volume = Volume.find(view, claim.volumeName());
        if (volume == null
                || !LocalPath.isOne(volume.resource().json())
                || !volume.isFor(claim)
                || volume.resource().isDeleting()
                || claim.requested().compareTo(volume.capacity()) <= 0) {
            return Decision.NOTHING;
        }
        Resource resource = volume.resource();
        ObjectNode object = resource.copy();
        object.withObjectProperty("spec")
                .withObjectProperty("capacity")
                .put("storage", claim.requested().toString());
        return Decision.of(
                List.of(
                        new Command.Update(resource.key(), null, resource.revision(), object, List.of()),
                        events.normal(
                                claim.resource(),
                                view.revision(),
                                0,
                                "VolumeResizeSuccessful",
                                "Resize volume succeeded",
                                now)),
                "its claim asks for " + claim.requested());
    }

    private Decision provision(VolumeClaim claim, ClusterView view, Instant now) {
        Resource resource = claim.resource();
        VolumeClass storageClass = VolumeClass.find(view, claim.storageClass());
        boolean isAsked = resource.annotations()
                .getOrDefault(VolumeClaim.STORAGE_PROVISIONER, "")
                .equals(LocalPath.PROVISIONER);
        String name = LocalVolume.name(claim);
        if (storageClass == null
                || !storageClass.provisioner().equals(LocalPath.PROVISIONER)
                || !isAsked
                || resource.isDeleting()
                || !claim.volumeName().isEmpty()
                || Volume.find(view, name) != null) {
            return Decision.NOTHING;
        }
        String fault = fault(claim);
        if (fault != null) {
            return fail(claim, storageClass, fault, view, now);
        }
        Resource node;
        if (storageClass.waitsForConsumer()) {
            if (claim.selectedNode().isEmpty()) {
                return Decision.of(List.of(), "it waits for the scheduler to select a node");
            }
            node = view.get(ResourceKey.clusterScoped("", "nodes", claim.selectedNode()))
                    .orElse(null);
            if (node == null) {
                return Decision.of(List.of(withoutNode(resource)), "the node " + claim.selectedNode() + " is gone");
            }
        } else {
            node = LocalVolume.nodeFor(claim, storageClass, view);
            if (node == null) {
                return fail(claim, storageClass, "no node is fit for it", view, now);
            }
        }
        if (LocalVolume.directory(node).isEmpty()) {
            return fail(claim, storageClass, "the node " + node.name() + " has no directory for volumes", view, now);
        }
        Guard unchanged = new Guard.Unchanged(resource.key(), resource.revision());
        return Decision.of(
                List.of(
                        new Command.Create(
                                Volume.key(name), LocalVolume.of(claim, storageClass, node), List.of(unchanged)),
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
    private static @Nullable String fault(VolumeClaim claim) {
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
}
