package dev.gyre.actors.volume;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A StorageClass: who makes volumes for the claims that name it, and when. */
public record VolumeClass(Resource resource) {

    /** Of a class whose volumes somebody writes down by hand. */
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    /** How the class was named before it had a field; it still goes first. */
    private static final String OLD_NAME = "volume.beta.kubernetes.io/storage-class";

    static String nameIn(Resource volumeOrClaim) {
        String old = volumeOrClaim.annotations().get(OLD_NAME);
        return old == null
                ? volumeOrClaim.json().path("spec").path("storageClassName").asString("")
                : old;
    }

    public static boolean isKeyOf(ResourceKey key) {
        return key.groupResource().equals("storageclasses.storage.k8s.io");
    }

    public static @Nullable VolumeClass find(ClusterView view, String name) {
        return name.isEmpty()
                ? null
                : view.get(ResourceKey.clusterScoped("storage.k8s.io", "storageclasses", name))
                        .map(VolumeClass::new)
                        .orElse(null);
    }

    public String name() {
        return resource.name();
    }

    public String provisioner() {
        return resource.json().path("provisioner").asString("");
    }

    /** Whether volumes are made for it at all. */
    public boolean isProvisioned() {
        return !provisioner().equals(NO_PROVISIONER);
    }

    /** Whether a volume is chosen where the pod that uses it is to run, and not before. */
    public boolean waitsForConsumer() {
        return resource.json().path("volumeBindingMode").asString("").equals("WaitForFirstConsumer");
    }

    /** Whether volumes may be made for it on this node: one of its topologies is the node's, or it names none. */
    public boolean allows(Resource node) {
        JsonNode topologies = resource.json().path("allowedTopologies");
        return topologies.isEmpty() || topologies.valueStream().anyMatch(term -> isIn(term, node));
    }

    private static boolean isIn(JsonNode term, Resource node) {
        return term.path("matchLabelExpressions").valueStream().allMatch(wanted -> {
            String value = node.labels().get(wanted.path("key").asString(""));
            return value != null
                    && wanted.path("values")
                            .valueStream()
                            .anyMatch(allowed -> allowed.asString("").equals(value));
        });
    }

    public String reclaimPolicy() {
        return resource.json().path("reclaimPolicy").asString("Delete");
    }
}
