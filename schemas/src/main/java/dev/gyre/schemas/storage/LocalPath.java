package dev.gyre.schemas.storage;

import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Volumes in directories of a node. A controller writes the PersistentVolume down, the node makes its directory when a pod
 * mounts it first, and removes it before the object goes, which a finalizer waits for. Four parts know a volume by these words:
 * provisioner, kubelet, and what the gateway lets a node read and write.
 */
public final class LocalPath {

    /** Who makes the volumes of such classes. */
    public static final String PROVISIONER = "gyre.dev/local-path";

    /** On a volume: its directory is still there, or may be. Only its node takes it away. */
    public static final String FINALIZER = "gyre.dev/local-path";

    /** On a Node: the absolute path below which its volumes lie. */
    public static final String DIRECTORY = "gyre.dev/local-path-directory";

    /** The class that {@code gyre up} makes. */
    public static final String CLASS_NAME = "local-path";

    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    private static final String HOSTNAME = "kubernetes.io/hostname";

    private LocalPath() {}

    /** Whether a PersistentVolume is one of these. */
    public static boolean isOne(JsonNode volume) {
        return volume.path("metadata")
                        .path("annotations")
                        .path(PROVISIONED_BY)
                        .asString("")
                        .equals(PROVISIONER)
                && volume.path("spec").path("local").isObject();
    }

    /** Whether a PersistentVolume is one of these, and lies on this node and nowhere else. */
    public static boolean isOneOn(JsonNode volume, String nodeName) {
        return isOne(volume)
                && volume.path("spec").path("nodeAffinity").path("required").equals(nodeSelector(nodeName));
    }

    /** The node that it lies on; empty where that cannot be said. */
    public static String nodeOf(JsonNode volume) {
        String name = volume.path("spec")
                .path("nodeAffinity")
                .path("required")
                .at("/nodeSelectorTerms/0/matchExpressions/0/values/0")
                .asString("");
        return isOneOn(volume, name) ? name : "";
    }

    /** The directory of one, as it stands there; nobody has checked it. */
    public static String path(JsonNode volume) {
        return volume.path("spec").path("local").path("path").asString("");
    }

    /** That node and no other. */
    public static ObjectNode nodeSelector(String nodeName) {
        ObjectNode selector = Json.object();
        selector.putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions")
                .addObject()
                .put("key", HOSTNAME)
                .put("operator", "In")
                .putArray("values")
                .add(nodeName);
        return selector;
    }

    /** The default class: volumes are made where the first pod is to run, and go with their claims. */
    public static ObjectNode storageClass() {
        ObjectNode object = Json.object().put("apiVersion", "storage.k8s.io/v1").put("kind", "StorageClass");
        object.putObject("metadata")
                .put("name", CLASS_NAME)
                .putObject("annotations")
                .put("storageclass.kubernetes.io/is-default-class", "true");
        return object.put("provisioner", PROVISIONER)
                .put("reclaimPolicy", "Delete")
                .put("volumeBindingMode", "WaitForFirstConsumer")
                .put("allowVolumeExpansion", true);
    }

    /** What such a volume can be; in one directory of one node there is no more. */
    public static List<String> accessModes() {
        return List.of("ReadWriteOnce", "ReadWriteOncePod");
    }
}
