package dev.gyre.actors.endpointslice;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.service.Backend;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod as an entry of a slice. One that is on its way out is never ready, but may still be serving: proxies fall back to
 * those when nobody else is left.
 */
final class SliceEndpoint {

    private static final String ZONE = "topology.kubernetes.io/zone";

    private SliceEndpoint() {}

    static ObjectNode of(Backend backend, List<String> addresses, ServiceSpec service, ClusterView view) {
        ObjectNode endpoint = Json.object();
        ArrayNode all = endpoint.putArray("addresses");
        addresses.forEach(all::add);
        boolean isServing = backend.isReady();
        boolean isReady = service.publishesNotReadyAddresses() || (isServing && !backend.isTerminating());
        endpoint.putObject("conditions")
                .put("ready", isReady)
                .put("serving", isServing)
                .put("terminating", backend.isTerminating());
        String hostname = backend.hostname(service);
        if (!hostname.isEmpty()) {
            endpoint.put("hostname", hostname);
        }
        endpoint.set("targetRef", backend.reference());
        if (!backend.nodeName().isEmpty()) {
            endpoint.put("nodeName", backend.nodeName());
            view.get(ResourceKey.clusterScoped("", "nodes", backend.nodeName()))
                    .map(node -> node.labels().getOrDefault(ZONE, ""))
                    .filter(zone -> !zone.isEmpty())
                    .ifPresent(zone -> endpoint.put("zone", zone));
        }
        return endpoint;
    }

    /** A pod is one endpoint, whatever its addresses. */
    static String identity(JsonNode endpoint) {
        String uid = endpoint.path("targetRef").path("uid").asString("");
        return uid.isEmpty() ? endpoint.path("addresses").toString() : uid;
    }
}
