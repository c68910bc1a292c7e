package dev.gyre.node.ingress;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Where a backend's pods are, from its Service and its slices: those that are ready; where none is, those that still serve
 * while they end. Pure.
 */
final class Endpoints {

    /** An address to send requests to. */
    record Endpoint(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private Endpoints() {}

    /** Empty where the Service has no such port. */
    static Optional<List<Endpoint>> of(Backend backend, Resource service, Collection<Resource> slices) {
        JsonNode spec = service.json().path("spec");
        Optional<JsonNode> port = port(backend, spec);
        if (spec.path("type").asString("").equals("ExternalName")) {
            int number = port.map(found -> found.path("port").asInt()).orElse(backend.portNumber());
            String name = spec.path("externalName").asString("");
            return Optional.of(number > 0 && !name.isEmpty() ? List.of(new Endpoint(name, number)) : List.of());
        }
        return port.map(found -> behind(found.path("name").asString(""), slices));
    }

    private static Optional<JsonNode> port(Backend backend, JsonNode spec) {
        for (JsonNode port : spec.path("ports")) {
            boolean isIt = backend.portName().isEmpty()
                    ? port.path("port").asInt(0) == backend.portNumber()
                    : port.path("name").asString("").equals(backend.portName());
            if (isIt && port.path("protocol").asString("TCP").equals("TCP")) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    private static List<Endpoint> behind(String portName, Collection<Resource> slices) {
        Set<Endpoint> ready = new LinkedHashSet<>();
        Set<Endpoint> serving = new LinkedHashSet<>();
        for (Resource slice : slices) {
            int number = number(portName, slice);
            if (number > 0) {
                for (JsonNode endpoint : slice.json().path("endpoints")) {
                    JsonNode conditions = endpoint.path("conditions");
                    boolean isReady = conditions.path("ready").asBoolean(true);
                    String address = endpoint.path("addresses").path(0).asString("");
                    if (isReady) {
                        ready.add(new Endpoint(address, number));
                    } else if (conditions.path("serving").asBoolean(false)) {
                        serving.add(new Endpoint(address, number));
                    }
                }
            }
        }
        return new ArrayList<>(ready.isEmpty() ? serving : ready);
    }

    private static int number(String portName, Resource slice) {
        for (JsonNode port : slice.json().path("ports")) {
            if (port.path("name").asString("").equals(portName)) {
                return port.path("port").asInt(0);
            }
        }
        return 0;
    }

    static ResourceKey serviceOf(Resource slice) {
        return ResourceKey.namespaced(
                "", "services", slice.namespace(), slice.labels().getOrDefault("kubernetes.io/service-name", ""));
    }
}
