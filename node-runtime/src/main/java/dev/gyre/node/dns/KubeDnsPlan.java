package dev.gyre.node.dns;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What must be in the API for pods to find the DNS servers: the Service {@code kube-dns}, and for each server an
 * EndpointSlice of its own, as long as its node is ready. Pure: what there is goes in, what is to be done comes out.
 * Every server removes the slices of nodes that are not ready, its own included, so that two never disagree for long.
 *
 * @param node the node whose process this server belongs to; names its slice
 */
record KubeDnsPlan(String serviceIp, String node, String address, int port) {
    static final ResourceKey SERVICE = ResourceKey.namespaced("", "services", "kube-system", "kube-dns");

    private static final String SLICES = "endpointslices";
    private static final String DISCOVERY = "discovery.k8s.io";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String US = "dns.gyre.dev";
    private static final int DNS_PORT = 53;

    /**
     * What there is.
     *
     * @param unreadyNodes those that are known and said not to be ready
     */
    record View(Optional<Resource> service, Map<ResourceKey, Resource> slices, Set<String> unreadyNodes) {}

    List<Command> commands(View view) {
        List<Command> commands = new ArrayList<>();
        if (view.service().isEmpty()) {
            commands.add(new Command.Create(SERVICE, service(), List.of()));
        }
        for (Resource slice : view.slices().values()) {
            if (isOurs(slice) && view.unreadyNodes().contains(nodeOf(slice))) {
                commands.add(deletion(slice));
            }
        }
        if (!view.unreadyNodes().contains(node)) {
            Resource own = view.slices().get(sliceKey());
            ObjectNode wanted = slice();
            if (own == null) {
                commands.add(new Command.Create(sliceKey(), wanted, List.of()));
            } else if (!says(own, wanted)) {
                commands.add(new Command.Patch(
                        sliceKey(), null, Command.PatchType.MERGE, withoutMetadata(wanted), List.of()));
            }
        }
        return commands;
    }

    /** What a server does that ends. */
    Command goodbye() {
        return new Command.Delete(sliceKey(), null, null, null, null, List.of());
    }

    static boolean concerns(ResourceKey key) {
        return key.equals(SERVICE)
                || key.plural().equals("nodes")
                || (key.plural().equals(SLICES) && key.namespace().equals(SERVICE.namespace()));
    }

    static boolean isReady(Resource node) {
        for (JsonNode condition : node.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return true; // nobody has said anything yet
    }

    private static boolean isOurs(Resource slice) {
        return US.equals(slice.labels().get(MANAGED_BY));
    }

    private static String nodeOf(Resource slice) {
        return slice.json().path("endpoints").path(0).path("nodeName").asString("");
    }

    private static Command deletion(Resource slice) {
        return new Command.Delete(slice.key(), slice.uid(), slice.revision(), null, null, List.of());
    }

    private static boolean says(Resource slice, ObjectNode wanted) {
        return List.of("endpoints", "ports").stream()
                .allMatch(field -> contains(slice.json().path(field), wanted.path(field)));
    }

    /** Whether everything that is wanted is there; the API adds defaults. */
    private static boolean contains(JsonNode there, JsonNode wanted) {
        if (wanted.isObject()) {
            return wanted.properties().stream()
                    .allMatch(field -> contains(there.path(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            if (there.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!contains(there.path(i), wanted.path(i))) {
                    return false;
                }
            }
            return true;
        }
        return wanted.asString().equals(there.asString(""));
    }

    private static ObjectNode withoutMetadata(ObjectNode slice) {
        ObjectNode patch = Json.object();
        patch.set("endpoints", slice.get("endpoints"));
        patch.set("ports", slice.get("ports"));
        return patch;
    }

    private ResourceKey sliceKey() {
        return ResourceKey.namespaced(DISCOVERY, SLICES, SERVICE.namespace(), "kube-dns-" + node);
    }

    private ObjectNode service() {
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Service");
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("name", SERVICE.name()).put("namespace", SERVICE.namespace());
        metadata.putObject("labels")
                .put("k8s-app", "kube-dns")
                .put("kubernetes.io/cluster-service", "true")
                .put("kubernetes.io/name", "KubeDNS");
        ObjectNode spec = json.putObject("spec").put("type", "ClusterIP").put("clusterIP", serviceIp);
        ObjectNode udp = spec.putArray("ports").addObject();
        udp.put("name", "dns").put("port", DNS_PORT).put("protocol", "UDP").put("targetPort", port);
        ObjectNode tcp = spec.withArray("ports").addObject();
        tcp.put("name", "dns-tcp").put("port", DNS_PORT).put("protocol", "TCP").put("targetPort", port);
        return json;
    }

    private ObjectNode slice() {
        ObjectNode json = Json.object().put("apiVersion", DISCOVERY + "/v1").put("kind", "EndpointSlice");
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("name", sliceKey().name()).put("namespace", SERVICE.namespace());
        metadata.putObject("labels")
                .put("kubernetes.io/service-name", SERVICE.name())
                .put(MANAGED_BY, US);
        json.put("addressType", "IPv4");
        ObjectNode endpoint = json.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(address);
        endpoint.putObject("conditions").put("ready", true);
        endpoint.put("nodeName", node);
        json.putArray("ports").addObject().put("name", "dns").put("port", port).put("protocol", "UDP");
        json.withArray("ports")
                .addObject()
                .put("name", "dns-tcp")
                .put("port", port)
                .put("protocol", "TCP");
        return json;
    }
}
