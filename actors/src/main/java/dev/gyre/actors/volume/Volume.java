package dev.gyre.actors.volume;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.NodeSelector;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.Quantity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A PersistentVolume. Its {@code claimRef} is the one place that says whose it is: who wants it must write himself there first. */
public record Volume(Resource resource) {

    static final String PLURAL = "persistentvolumes";

    /** Who made it, and therefore removes it. */
    public static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    public static ResourceKey key(String name) {
        return ResourceKey.clusterScoped("", PLURAL, name);
    }

    public static boolean isKeyOf(ResourceKey key) {
        return key.groupResource().equals(PLURAL);
    }

    public static @Nullable Volume find(ClusterView view, String name) {
        return view.get(key(name)).map(Volume::new).orElse(null);
    }

    public static List<Volume> all(ClusterView view) {
        return view.list("", PLURAL).stream().map(Volume::new).toList();
    }

    public String name() {
        return resource.name();
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    private JsonNode claimRef() {
        return spec().path("claimRef");
    }

    /** Whether it is, or is to be, somebody's. */
    public boolean isTaken() {
        return claimRef().isObject();
    }

    /** Of whom, where it is taken. */
    public ResourceKey claimKey() {
        return VolumeClaim.key(
                claimRef().path("namespace").asString(""),
                claimRef().path("name").asString(""));
    }

    /** Empty for one that was set aside for a claim by name, before that was there. */
    public String claimUid() {
        return claimRef().path("uid").asString("");
    }

    /** Whether it has been set aside for this claim, or is this one's already. */
    public boolean isFor(VolumeClaim claim) {
        return isTaken()
                && claimKey().equals(claim.key())
                && (claimUid().isEmpty() || claimUid().equals(claim.resource().uid()));
    }

    /** Whether it is this claim's, and not an earlier one's of the same name. */
    public boolean isOf(VolumeClaim claim) {
        return isFor(claim) && !claimUid().isEmpty();
    }

    public boolean isBoundByController() {
        return resource.annotations().containsKey(VolumeClaim.BOUND_BY_CONTROLLER);
    }

    public String provisioner() {
        return resource.annotations().getOrDefault(PROVISIONED_BY, "");
    }

    public String phase() {
        return resource.json().path("status").path("phase").asString("");
    }

    public String reclaimPolicy() {
        return spec().path("persistentVolumeReclaimPolicy").asString("Retain");
    }

    public String storageClass() {
        return VolumeClass.nameIn(resource);
    }

    public Set<String> accessModes() {
        return VolumeClaim.accessModes(resource);
    }

    public Quantity capacity() {
        return Quantity.parse(spec().path("capacity").path("storage").asString("0"));
    }

    public String volumeMode() {
        return VolumeClaim.volumeMode(resource);
    }

    /** Whether what is in it can be reached from there. */
    public boolean isReachableFrom(Resource node) {
        JsonNode required = spec().path("nodeAffinity").path("required");
        return !required.isObject() || NodeSelector.matches(required, node);
    }

    /** Writes a claim into its {@code claimRef}: the step that only one of all who want it can make. */
    public Command givenTo(VolumeClaim claim) {
        ObjectNode object = resource.copy();
        if (!isTaken()) {
            object.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(VolumeClaim.BOUND_BY_CONTROLLER, "yes");
        }
        object.withObjectProperty("spec").set("claimRef", claim.reference());
        return new Command.Update(
                resource.key(),
                null,
                resource.revision(),
                object,
                List.of(new Guard.Exists(claim.key(), claim.resource().uid())));
    }

    /** Takes a claim that has got something else out of it again; what was set aside by hand stays so. */
    public Command takenBack() {
        ObjectNode object = resource.copy();
        ObjectNode spec = object.withObjectProperty("spec");
        if (isBoundByController()) {
            spec.remove("claimRef");
            object.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .remove(VolumeClaim.BOUND_BY_CONTROLLER);
        } else {
            spec.withObjectProperty("claimRef").remove(List.of("uid", "resourceVersion"));
        }
        return new Command.Update(resource.key(), null, resource.revision(), object, List.of());
    }
}
