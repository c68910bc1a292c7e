package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.SameJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of allocated values when a Service is sent anew. A client that does not know them has not asked for them to
 * go, so they are kept; one that changes the type and leaves them as they were has not asked to keep them either, so what
 * the new type does not have goes.
 */
final class ServiceSuccession {

    private ServiceSuccession() {}

    static void keepAllocated(ObjectNode service, ObjectNode old) {
        ServiceSpec spec = ServiceSpec.of(service);
        ServiceSpec before = ServiceSpec.of(old);
        ObjectNode json = service.withObjectProperty("spec");
        if (spec.needsClusterIp() && before.needsClusterIp()) {
            if (spec.clusterIp().isEmpty() && !before.clusterIp().isEmpty()) {
                json.put("clusterIP", before.clusterIp());
            }
            boolean isSame = spec.clusterIp().equals(before.clusterIp());
            if (spec.clusterIps().isEmpty() && !before.clusterIps().isEmpty() && isSame) {
                json.set("clusterIPs", before.clusterIps());
            }
        }
        if (spec.needsNodePorts() && before.needsNodePorts()) {
            keepNodePorts(spec, before);
        }
        if (spec.needsHealthCheckPort() && before.needsHealthCheckPort() && spec.healthCheckPort() == 0) {
            json.put("healthCheckNodePort", before.healthCheckPort());
        }
    }

    /** By the port's name, since the client may have changed all else. */
    private static void keepNodePorts(ServiceSpec spec, ServiceSpec before) {
        Set<Integer> named = new TreeSet<>();
        spec.ports().forEach(port -> named.add(port.path("nodePort").asInt(0)));
        Map<String, Integer> byName = new HashMap<>();
        before.ports()
                .forEach(port -> byName.put(
                        port.path("name").asString(""), port.path("nodePort").asInt(0)));
        for (JsonNode port : spec.ports()) {
            int known = byName.getOrDefault(port.path("name").asString(""), 0);
            if (port.path("nodePort").asInt(0) == 0 && known != 0 && !named.contains(known)) {
                ((ObjectNode) port).put("nodePort", known);
            }
        }
    }

    static void dropWhatTheTypeDoesNotHave(ObjectNode service, ObjectNode old) {
        ServiceSpec spec = ServiceSpec.of(service);
        ServiceSpec before = ServiceSpec.of(old);
        ObjectNode json = service.withObjectProperty("spec");
        if (before.needsClusterIp() && !spec.needsClusterIp()) {
            if (isSame(spec, before, "clusterIP") && isSame(spec, before, "clusterIPs")) {
                json.remove(List.of("clusterIP", "clusterIPs"));
            }
            dropIfSame(json, spec, before, "ipFamilies", "ipFamilyPolicy");
        }
        if (before.needsNodePorts() && !spec.needsNodePorts() && hasSameNodePorts(spec, before)) {
            spec.ports().forEach(port -> ((ObjectNode) port).remove("nodePort"));
        }
        if (before.needsHealthCheckPort() && !spec.needsHealthCheckPort()) {
            dropIfSame(json, spec, before, "healthCheckNodePort");
        }
        if (before.isLoadBalancer() && !spec.isLoadBalancer()) {
            dropIfSame(json, spec, before, "allocateLoadBalancerNodePorts", "loadBalancerClass");
        }
        if (before.isExternallyAccessible() && !spec.isExternallyAccessible()) {
            dropIfSame(json, spec, before, "externalTrafficPolicy");
        }
        if (!spec.isLoadBalancer()) {
            service.withObjectProperty("status").putObject("loadBalancer");
        }
    }

    private static boolean hasSameNodePorts(ServiceSpec spec, ServiceSpec before) {
        return nodePorts(spec).equals(nodePorts(before));
    }

    private static Set<Integer> nodePorts(ServiceSpec spec) {
        Set<Integer> ports = new TreeSet<>();
        spec.ports().forEach(port -> ports.add(port.path("nodePort").asInt(0)));
        return ports;
    }

    private static void dropIfSame(ObjectNode json, ServiceSpec spec, ServiceSpec before, String... fields) {
        for (String field : fields) {
            if (isSame(spec, before, field)) {
                json.remove(field);
            }
        }
    }

    private static boolean isSame(ServiceSpec spec, ServiceSpec before, String field) {
        return SameJson.same(spec.json().get(field), before.json().get(field));
    }
}
