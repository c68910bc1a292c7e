package dev.gyre.node.proxy;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.Ipv4;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The endpoints that the slices of one Service show, by the port's name and protocol. */
record SliceEndpoints(Map<String, List<Endpoint>> byPort) {

    static final SliceEndpoints NONE = new SliceEndpoints(Map.of());
    static final String SERVICE_LABEL = "kubernetes.io/service-name";

    static SliceEndpoints of(Collection<Resource> slices, Predicate<String> isOwnNode) {
        Map<String, Map<String, Endpoint>> found = new TreeMap<>();
        for (Resource slice : slices) {
            if (slice.json().path("addressType").asString("").equals("IPv4")) {
                read(slice.json(), isOwnNode, found);
            }
        }
        Map<String, List<Endpoint>> sorted = new TreeMap<>();
        found.forEach((port, endpoints) ->
                sorted.put(port, endpoints.values().stream().sorted().toList()));
        return new SliceEndpoints(sorted);
    }

    private static void read(JsonNode slice, Predicate<String> isOwnNode, Map<String, Map<String, Endpoint>> found) {
        for (JsonNode port : slice.path("ports")) {
            int number = port.path("port").asInt(0);
            if (number == 0) {
                continue;
            }
            Map<String, Endpoint> places = found.computeIfAbsent(
                    key(port.path("name").asString(""), ServiceSpec.protocol(port)), any -> new TreeMap<>());
            for (Endpoint endpoint : endpoints(slice, number, isOwnNode)) {
                places.merge(endpoint.place(), endpoint, Endpoint::or);
            }
        }
    }

    private static List<Endpoint> endpoints(JsonNode slice, int port, Predicate<String> isOwnNode) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (JsonNode endpoint : slice.path("endpoints")) {
            String ip = endpoint.path("addresses").path(0).asString("");
            if (Ipv4.isAddress(ip)) {
                JsonNode conditions = endpoint.path("conditions");
                boolean isReady = conditions.path("ready").asBoolean(true);
                endpoints.add(new Endpoint(
                        ip,
                        port,
                        isReady,
                        conditions.path("serving").asBoolean(isReady),
                        conditions.path("terminating").asBoolean(false),
                        isOwnNode.test(endpoint.path("nodeName").asString(""))));
            }
        }
        return endpoints;
    }

    List<Endpoint> of(ServiceSpec.Port port) {
        return byPort.getOrDefault(key(port.name(), port.protocol()), List.of());
    }

    private static String key(String portName, String protocol) {
        return protocol + "/" + portName;
    }
}
