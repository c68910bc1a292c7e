package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Endpoint slices of the version that said where an endpoint is by labels: node and zone have fields of their own since, and
 * the other labels are kept as they are.
 */
record TopologyConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    @Override
    public void toStorage(ObjectNode slice) {
        name.toStorage(slice);
        if (!(slice.get("endpoints") instanceof ArrayNode endpoints)) {
            return;
        }
        for (JsonNode item : endpoints) {
            if (item instanceof ObjectNode endpoint && endpoint.remove("topology") instanceof ObjectNode topology) {
                take(topology, HOSTNAME, endpoint, "nodeName");
                take(topology, ZONE, endpoint, "zone");
                if (!topology.isEmpty()) {
                    endpoint.set("deprecatedTopology", topology);
                }
            }
        }
    }

    private static void take(ObjectNode topology, String label, ObjectNode endpoint, String field) {
        JsonNode value = topology.remove(label);
        if (value != null && !endpoint.hasNonNull(field)) {
            endpoint.set(field, value);
        }
    }

    @Override
    public void fromStorage(ObjectNode slice) {
        name.fromStorage(slice);
        if (!(slice.get("endpoints") instanceof ArrayNode endpoints)) {
            return;
        }
        for (JsonNode item : endpoints) {
            if (item instanceof ObjectNode endpoint) {
                JsonNode others = endpoint.remove("deprecatedTopology");
                JsonNode zone = endpoint.remove("zone");
                JsonNode node = endpoint.get("nodeName");
                if (others != null || zone != null || node != null) {
                    ObjectNode topology = endpoint.putObject("topology");
                    if (others instanceof ObjectNode labels) {
                        topology.setAll(labels);
                    }
                    put(topology, ZONE, zone);
                    put(topology, HOSTNAME, node);
                }
            }
        }
    }

    private static void put(ObjectNode topology, String label, @Nullable JsonNode value) {
        if (value != null) {
            topology.set(label, value);
        }
    }
}
