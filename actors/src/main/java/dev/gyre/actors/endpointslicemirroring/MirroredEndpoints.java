package dev.gyre.actors.endpointslicemirroring;

import dev.gyre.actors.endpointslice.OwnedSlices;
import dev.gyre.actors.endpointslice.SlicePacking.Group;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The addresses of Endpoints as entries of slices: those of one family, grouped by their ports. */
final class MirroredEndpoints {

    private MirroredEndpoints() {}

    static List<Group> groups(Resource endpoints, String addressType) {
        Map<List<ObjectNode>, List<ObjectNode>> byPorts = new LinkedHashMap<>();
        for (JsonNode subset : endpoints.json().path("subsets")) {
            List<ObjectNode> entries = new ArrayList<>();
            add(subset.path("addresses"), true, addressType, entries);
            add(subset.path("notReadyAddresses"), false, addressType, entries);
            if (!entries.isEmpty()) {
                byPorts.computeIfAbsent(ports(subset), any -> new ArrayList<>()).addAll(entries);
            }
        }
        return OwnedSlices.grouped(byPorts);
    }

    private static List<ObjectNode> ports(JsonNode subset) {
        List<ObjectNode> ports = new ArrayList<>();
        for (JsonNode port : subset.path("ports")) {
            ObjectNode entry = Json.object()
                    .put("name", port.path("name").asString(""))
                    .put("protocol", port.path("protocol").asString("TCP"))
                    .put("port", port.path("port").asInt(0));
            if (port.has("appProtocol")) {
                entry.set("appProtocol", port.get("appProtocol"));
            }
            ports.add(entry);
        }
        return ports;
    }

    private static void add(JsonNode addresses, boolean isReady, String addressType, List<ObjectNode> entries) {
        for (JsonNode address : addresses) {
            String ip = address.path("ip").asString("");
            if ((ip.indexOf(':') >= 0) != addressType.equals("IPv6")) {
                continue;
            }
            ObjectNode entry = Json.object();
            entry.putArray("addresses").add(ip);
            entry.putObject("conditions").put("ready", isReady);
            for (String field : List.of("hostname", "nodeName", "targetRef")) {
                if (address.hasNonNull(field)) {
                    entry.set(field, address.get(field));
                }
            }
            entries.add(entry);
        }
    }

    /** An address is one endpoint under each of its names. */
    static String identity(JsonNode endpoint) {
        return endpoint.path("addresses") + "/" + endpoint.path("hostname").asString("") + "/"
                + endpoint.path("targetRef").path("uid").asString("");
    }
}
