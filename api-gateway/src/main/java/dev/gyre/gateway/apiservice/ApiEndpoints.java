package dev.gyre.gateway.apiservice;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Endpoints and EndpointSlices of the Service {@code kubernetes}. It has no selector, so nobody else writes them. Gateways
 * that listen on different ports are different slices: a slice's ports are those of all its endpoints.
 */
record ApiEndpoints(SortedMap<Integer, SortedSet<String>> addressesByPort) {

    private static final String NAMESPACE = "default";
    private static final String NAME = "kubernetes";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final ResourceKey ENDPOINTS = ResourceKey.namespaced("", "endpoints", NAMESPACE, NAME);

    List<Command> commands(Snapshot snapshot) {
        List<Command> commands = new ArrayList<>();
        put(ENDPOINTS, endpoints(), "subsets", snapshot, commands);
        List<ResourceKey> wanted = new ArrayList<>();
        addressesByPort.forEach((port, addresses) -> {
            ResourceKey key = slice(wanted.isEmpty() ? NAME : NAME + "-" + port);
            wanted.add(key);
            put(key, slice(key.name(), port, addresses), "endpoints", snapshot, commands);
        });
        for (StoredObject slice : snapshot.list("discovery.k8s.io", "endpointslices", NAMESPACE, null)) {
            boolean isOurs =
                    slice.key().name().equals(NAME) || slice.key().name().matches(NAME + "-[0-9]+");
            if (isOurs && !wanted.contains(slice.key())) {
                commands.add(new Command.Delete(slice.key(), slice.uid(), null, null, null, List.of()));
            }
        }
        return commands;
    }

    private static ResourceKey slice(String name) {
        return ResourceKey.namespaced("discovery.k8s.io", "endpointslices", NAMESPACE, name);
    }

    /** Creates what is missing, and replaces what says something else. */
    private static void put(
            ResourceKey key, ObjectNode wanted, String content, Snapshot snapshot, List<Command> commands) {
        StoredObject present = snapshot.get(key);
        if (present == null) {
            commands.add(new Command.Create(key, wanted, List.of()));
        } else if (!says(present.json(), wanted, content) || !says(present.json(), wanted, "ports")) {
            commands.add(new Command.Update(key, null, present.modRevision(), wanted, List.of()));
        }
    }

    private static boolean says(ObjectNode present, ObjectNode wanted, String field) {
        return SameJson.same(present.get(field), wanted.get(field));
    }

    private ObjectNode endpoints() {
        ObjectNode endpoints = object("v1", "Endpoints", NAME);
        // Its slices are written here too, so that nobody needs to mirror it.
        labels(endpoints).put("endpointslice.kubernetes.io/skip-mirror", "true");
        ArrayNode subsets = endpoints.putArray("subsets");
        addressesByPort.forEach((port, addresses) -> {
            ObjectNode subset = subsets.addObject();
            ArrayNode listed = subset.putArray("addresses");
            addresses.forEach(address -> listed.addObject().put("ip", address));
            addPort(subset, port);
        });
        return endpoints;
    }

    private static ObjectNode slice(String name, int port, SortedSet<String> addresses) {
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", name);
        labels(slice).put(SERVICE_NAME, NAME);
        slice.put("addressType", "IPv4");
        ArrayNode endpoints = slice.putArray("endpoints");
        for (String address : addresses) {
            ObjectNode endpoint = endpoints.addObject();
            endpoint.putArray("addresses").add(address);
            endpoint.putObject("conditions").put("ready", true);
        }
        addPort(slice, port);
        return slice;
    }

    private static void addPort(ObjectNode parent, int port) {
        parent.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP");
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        return object;
    }

    private static ObjectNode labels(ObjectNode object) {
        return object.withObjectProperty("metadata").withObjectProperty("labels");
    }

    /** The Service, where it is missing; null where it is there. */
    static Command.@Nullable Create service(Snapshot snapshot, String clusterIp, int port) {
        ResourceKey key = ResourceKey.namespaced("", "services", NAMESPACE, NAME);
        if (snapshot.get(key) != null) {
            return null;
        }
        ObjectNode service = object("v1", "Service", NAME);
        labels(service).put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec").put("type", "ClusterIP").put("clusterIP", clusterIp);
        spec.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", 443)
                .put("targetPort", port)
                .put("protocol", "TCP");
        return new Command.Create(key, service, List.of());
    }
}
