package dev.gyre.actors.volume;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.Quantity;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A PersistentVolumeClaim: what it wants, and what it has got. */
public record VolumeClaim(Resource resource) {

    static final String PLURAL = "persistentvolumeclaims";

    /** Both its volume and the claim itself have been written, once. */
    public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";

    /** On either side: the other one was found for it, not named by whoever wrote it. */
    public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

    /** Where the scheduler wants the volume of a claim that waits for its first consumer. */
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    public static final String STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner";

    public static ResourceKey key(String namespace, String name) {
        return ResourceKey.namespaced("", PLURAL, namespace, name);
    }

    public static boolean isKeyOf(ResourceKey key) {
        return key.groupResource().equals(PLURAL);
    }

    public static @Nullable VolumeClaim find(ClusterView view, ResourceKey key) {
        return view.get(key).map(VolumeClaim::new).orElse(null);
    }

    public static List<VolumeClaim> all(ClusterView view) {
        return view.list("", PLURAL).stream().map(VolumeClaim::new).toList();
    }

    public ResourceKey key() {
        return resource.key();
    }

    /** As messages name it: {@code default/data}. */
    public String fullName() {
        return resource.namespace() + "/" + resource.name();
    }

    /** As a volume names it. */
    public ObjectNode reference() {
        return Json.object()
                .put("apiVersion", "v1")
                .put("kind", "PersistentVolumeClaim")
                .put("name", resource.name())
                .put("namespace", resource.namespace())
                .put("uid", resource.uid())
                .put("resourceVersion", Long.toString(resource.revision()));
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    public String volumeName() {
        return spec().path("volumeName").asString("");
    }

    public boolean isBindCompleted() {
        return resource.annotations().containsKey(BIND_COMPLETED);
    }

    public boolean isBoundByController() {
        return resource.annotations().containsKey(BOUND_BY_CONTROLLER);
    }

    public String phase() {
        return resource.json().path("status").path("phase").asString("");
    }

    /** Nothing is left to be written about its volume. */
    public boolean isBound() {
        return isBindCompleted() && !volumeName().isEmpty() && phase().equals("Bound");
    }

    public String selectedNode() {
        return resource.annotations().getOrDefault(SELECTED_NODE, "");
    }

    /** Empty where it wants none. */
    public String storageClass() {
        return VolumeClass.nameIn(resource);
    }

    public Set<String> accessModes() {
        return accessModes(resource);
    }

    static Set<String> accessModes(Resource volumeOrClaim) {
        return volumeOrClaim
                .json()
                .path("spec")
                .path("accessModes")
                .valueStream()
                .map(mode -> mode.asString(""))
                .collect(Collectors.toSet());
    }

    public Quantity requested() {
        return Quantity.parse(
                spec().path("resources").path("requests").path("storage").asString("0"));
    }

    public String volumeMode() {
        return volumeMode(resource);
    }

    static String volumeMode(Resource volumeOrClaim) {
        return volumeOrClaim.json().path("spec").path("volumeMode").asString("Filesystem");
    }

    public boolean hasSelector() {
        return spec().path("selector").isObject();
    }

    public Selector selector() {
        return Selector.of(spec().path("selector"));
    }
}
