package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where the kubelet of a node listens, as its Node says. */
public record Kubelet(String node, String host, int port) {

    private static final int DEFAULT_PORT = 10250;
    private static final String[] TYPES = {"InternalIP", "Hostname", "ExternalIP"};

    public static Kubelet of(Snapshot snapshot, String nodeName) {
        StoredObject node = snapshot.get(ResourceKey.clusterScoped("", "nodes", nodeName));
        if (node == null) {
            throw new StatusException(new Status(
                    404, "NotFound", "nodes \"" + nodeName + "\" not found", Status.Details.of("", "nodes", nodeName)));
        }
        Kubelet kubelet = in(nodeName, node.json());
        if (kubelet != null) {
            return kubelet;
        }
        throw new StatusException(
                new Status(500, "InternalError", "node \"" + nodeName + "\" has no address of its kubelet", null));
    }

    /** Null where the node tells no address. */
    static @Nullable Kubelet in(String nodeName, JsonNode node) {
        JsonNode status = node.path("status");
        int port = status.path("daemonEndpoints")
                .path("kubeletEndpoint")
                .path("Port")
                .asInt(DEFAULT_PORT);
        for (String type : TYPES) {
            for (JsonNode address : status.path("addresses")) {
                if (address.path("type").asString("").equals(type)) {
                    return new Kubelet(nodeName, address.path("address").asString(""), port);
                }
            }
        }
        return null;
    }
}
