package dev.gyre.actors.endpoints;

import dev.gyre.actors.service.Backend;
import dev.gyre.actors.service.BackendPort;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subsets of Endpoints: pods that have the same ports stand together, those that are ready apart from those that are not.
 * Everything is in a fixed order, so that the same pods give the same document. No more addresses than fit are shown, the
 * ready ones first.
 */
final class Subsets {

    /** More would make a document that nobody could write at the pace at which pods change. */
    private static final int MAX_ADDRESSES = 1000;

    private static final List<String> READINESS = List.of("addresses", "notReadyAddresses");

    private static final Comparator<ObjectNode> BY_ADDRESS = Comparator.comparing(
                    (ObjectNode address) -> address.path("ip").asString(""), Subsets::compareAddresses)
            .thenComparing(address -> address.path("targetRef").path("uid").asString(""));

    private final Map<String, ArrayNode> ports = new HashMap<>();
    private final Map<String, List<ObjectNode>> ready = new TreeMap<>();
    private final Map<String, List<ObjectNode>> notReady = new TreeMap<>();
    private int count;

    void add(Backend backend, ServiceSpec service, String addressType) {
        List<String> ips = backend.addresses(addressType);
        List<BackendPort> backendPorts = backend.ports(service);
        boolean isWithoutPorts = service.isHeadless() && service.ports().isEmpty();
        if (ips.isEmpty() || (backendPorts.isEmpty() && !isWithoutPorts)) {
            return;
        }
        ArrayNode array = Json.MAPPER.createArrayNode();
        backendPorts.forEach(port -> array.add(port.inEndpoints()));
        String group = array.toString();
        ports.putIfAbsent(group, array);
        boolean isReady = backend.isReady() || service.publishesNotReadyAddresses();
        (isReady ? ready : notReady)
                .computeIfAbsent(group, any -> new ArrayList<>())
                .add(address(backend, ips.getFirst(), service));
        count++;
    }

    private static ObjectNode address(Backend backend, String ip, ServiceSpec service) {
        ObjectNode address = Json.object().put("ip", ip);
        String hostname = backend.hostname(service);
        if (!hostname.isEmpty()) {
            address.put("hostname", hostname);
        }
        if (!backend.nodeName().isEmpty()) {
            address.put("nodeName", backend.nodeName());
        }
        address.set("targetRef", backend.reference());
        return address;
    }

    boolean isOverCapacity() {
        return count > MAX_ADDRESSES;
    }

    ArrayNode toJson() {
        Map<String, ObjectNode> subsets = new TreeMap<>();
        int room = addAll(subsets, ready, READINESS.getFirst(), MAX_ADDRESSES);
        addAll(subsets, notReady, READINESS.getLast(), room);
        ArrayNode array = Json.MAPPER.createArrayNode();
        subsets.forEach((group, subset) -> {
            ArrayNode groupPorts = ports.get(group);
            if (groupPorts != null && !groupPorts.isEmpty()) {
                subset.set("ports", groupPorts);
            }
            array.add(subset);
        });
        return array;
    }

    private static int addAll(
            Map<String, ObjectNode> subsets, Map<String, List<ObjectNode>> addresses, String field, int room) {
        int left = room;
        for (Map.Entry<String, List<ObjectNode>> group : addresses.entrySet()) {
            List<ObjectNode> shown =
                    group.getValue().stream().sorted(BY_ADDRESS).limit(left).toList();
            if (!shown.isEmpty()) {
                ArrayNode array = subsets.computeIfAbsent(group.getKey(), any -> Json.object())
                        .putArray(field);
                shown.forEach(array::add);
                left -= shown.size();
            }
        }
        return left;
    }

    /** What subsets show of each pod, by its uid: its address, and whether it is ready. */
    static Map<String, JsonNode> shown(JsonNode subsets) {
        Map<String, JsonNode> shown = new HashMap<>();
        for (JsonNode subset : subsets) {
            for (String field : READINESS) {
                subset.path(field)
                        .forEach(address -> shown.put(
                                address.path("targetRef").path("uid").asString(""),
                                Json.object().set(field, address)));
            }
        }
        return shown;
    }

    /** By number, not by letter: 10.0.0.9 comes before 10.0.0.10. */
    private static int compareAddresses(String a, String b) {
        String[] left = a.split("[.:]");
        String[] right = b.split("[.:]");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = left[i].length() != right[i].length()
                    ? Integer.compare(left[i].length(), right[i].length())
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
