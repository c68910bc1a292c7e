package dev.gyre.node.proxy;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of Services, their slices and the nodes, and the table that follows. It notes which Services a change
 * touches and makes only their fragments anew. Which nodes are this host's is told by their addresses, so that one proxy
 * serves every node on the host, whichever process runs them.
 */
final class ServiceModel {

    private final HostFacts host;
    private final Set<String> hostAddresses;
    private final Map<ResourceKey, Resource> services = new HashMap<>();
    private final Map<ResourceKey, Map<ResourceKey, Resource>> slices = new HashMap<>();
    private final Map<ResourceKey, ResourceKey> serviceOfSlice = new HashMap<>();
    private final SortedMap<String, Resource> nodes = new TreeMap<>();
    private final Set<String> ownNodes = new TreeSet<>();
    private final Map<ResourceKey, List<String>> balanced = new HashMap<>();
    private final Map<ResourceKey, ServiceName> owners = new HashMap<>();
    private final Set<ResourceKey> touched = new TreeSet<>();
    private final Map<String, Integer> ready = new HashMap<>();
    private final Ruleset ruleset = new Ruleset();

    ServiceModel(HostFacts host, Set<String> hostAddresses) {
        this.host = host;
        this.hostAddresses = Set.copyOf(hostAddresses);
    }

    void reset(Collection<Resource> all) {
        touched.addAll(owners.keySet());
        services.clear();
        slices.clear();
        serviceOfSlice.clear();
        nodes.clear();
        ownNodes.clear();
        ready.clear();
        all.forEach(this::put);
    }

    void changed(Collection<ResourceEvent> events) {
        for (ResourceEvent event : events) {
            if (event.type() == ResourceEvent.Type.DELETED) {
                remove(event.key());
            } else {
                put(event.resource());
            }
        }
    }

    private void put(Resource object) {
        ResourceKey key = object.key();
        switch (key.plural()) {
            case "services" -> {
                services.put(key, object);
                touched.add(key);
            }
            case "endpointslices" -> putSlice(object);
            case "nodes" -> {
                nodes.put(key.name(), object);
                node(key.name(), isHere(object));
            }
            default -> {}
        }
    }

    private void remove(ResourceKey key) {
        switch (key.plural()) {
            case "services" -> {
                services.remove(key);
                touched.add(key);
            }
            case "endpointslices" -> removeSlice(key);
            case "nodes" -> {
                nodes.remove(key.name());
                node(key.name(), false);
            }
            default -> {}
        }
    }

    private void putSlice(Resource slice) {
        removeSlice(slice.key());
        ResourceKey service = serviceOf(slice);
        serviceOfSlice.put(slice.key(), service);
        slices.computeIfAbsent(service, any -> new TreeMap<>()).put(slice.key(), slice);
        touched.add(service);
        readyAddresses(slice).forEach(ip -> ready.merge(ip, 1, Integer::sum));
    }

    private void removeSlice(ResourceKey key) {
        ResourceKey service = serviceOfSlice.remove(key);
        Map<ResourceKey, Resource> siblings = service == null ? null : slices.get(service);
        Resource gone = siblings == null ? null : siblings.remove(key);
        if (service == null || siblings == null || gone == null) {
            return;
        }
        if (siblings.isEmpty()) {
            slices.remove(service);
        }
        touched.add(service);
        readyAddresses(gone).forEach(ip -> ready.computeIfPresent(ip, (same, n) -> n == 1 ? null : n - 1));
    }

    private static List<String> readyAddresses(Resource slice) {
        List<String> ips = new ArrayList<>();
        for (JsonNode endpoint : slice.json().path("endpoints")) {
            if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                ips.add(endpoint.path("addresses").path(0).asString(""));
            }
        }
        return ips;
    }

    /** Whether somebody is sent to this address because it is ready, and not only for want of another. */
    boolean isReady(String ip) {
        return ready.containsKey(ip);
    }

    private static ResourceKey serviceOf(Resource slice) {
        return ResourceKey.namespaced(
                "", "services", slice.namespace(), slice.labels().getOrDefault(SliceEndpoints.SERVICE_LABEL, ""));
    }

    private void node(String name, boolean isHere) {
        if (isHere ? ownNodes.add(name) : ownNodes.remove(name)) {
            touched.addAll(services.keySet());
        }
    }

    private boolean isHere(Resource node) {
        return addresses(node).stream().anyMatch(hostAddresses::contains);
    }

    private static List<String> addresses(Resource node) {
        List<String> addresses = new ArrayList<>();
        node.json()
                .path("status")
                .path("addresses")
                .forEach(each -> addresses.add(each.path("address").asString("")));
        return addresses;
    }

    /** What leads from the table as of the last call to the table as it should be. */
    List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        for (ResourceKey key : touched) {
            edits.addAll(edits(key));
        }
        touched.clear();
        return edits;
    }

    private List<Edit> edits(ResourceKey key) {
        ServiceSpec spec = spec(services.get(key));
        ServiceName before = owners.get(key);
        List<Edit> edits = new ArrayList<>();
        if (before != null && (spec == null || !before.equals(spec.name()))) {
            edits.addAll(ruleset.replace(before, Fragment.NONE));
            owners.remove(key);
        }
        balanced.remove(key);
        if (spec != null) {
            if (spec.isBalancedHere() && !spec.loadBalancerIps().isEmpty()) {
                balanced.put(key, spec.loadBalancerIps());
            }
            owners.put(key, spec.name());
            SliceEndpoints endpoints =
                    SliceEndpoints.of(slices.getOrDefault(key, Map.of()).values(), ownNodes::contains);
            edits.addAll(ruleset.replace(spec.name(), ServiceRules.of(spec, endpoints, host)));
        }
        return edits;
    }

    private static @Nullable ServiceSpec spec(@Nullable Resource service) {
        return service == null ? null : ServiceSpec.of(service).orElse(null);
    }

    /**
     * The addresses of load balancers that this host has to have, so that others find them: all but those that are some node's
     * already. Of several hosts it is the one of the first node that is ready, since an address has one owner.
     */
    Set<String> balancedAddresses() {
        Set<String> addresses = new TreeSet<>();
        if (isFirstNodeHere()) {
            balanced.values().forEach(addresses::addAll);
            nodes.values().forEach(node -> addresses(node).forEach(addresses::remove));
        }
        return addresses;
    }

    private boolean isFirstNodeHere() {
        return nodes.values().stream()
                .filter(ServiceModel::isReady)
                .findFirst()
                .or(() -> nodes.values().stream().findFirst())
                .filter(node -> ownNodes.contains(node.name()))
                .isPresent();
    }

    private static boolean isReady(Resource node) {
        for (JsonNode condition : node.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** The whole table as of the last call of {@link #edits}. */
    List<Edit> all() {
        return ruleset.all();
    }

    /** How often {@link #datagrams} has changed. */
    long datagramChanges() {
        return ruleset.datagramChanges();
    }

    /** Where UDP may go, by the address it was sent to. */
    Map<String, Set<String>> datagrams() {
        return ruleset.datagrams();
    }
}
