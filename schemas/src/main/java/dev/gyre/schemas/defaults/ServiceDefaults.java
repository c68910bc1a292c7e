package dev.gyre.schemas.defaults;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of a Service; cluster IPs, their families and node ports are allocated, which is the gateway's business. */
public final class ServiceDefaults {

    /** Three hours, as long as an affinity to a client lasts. */
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    public static void service(ObjectNode service) {
        ObjectNode spec = Unset.object(service, "spec");
        Unset.string(spec, "type", "ClusterIP");
        String type = spec.path("type").asString("");
        affinity(spec);
        for (ObjectNode port : Unset.items(spec, "ports")) {
            Unset.string(port, "protocol", "TCP");
            if (isZero(port.path("targetPort")) && port.path("port").isNumber()) {
                port.set("targetPort", port.get("port"));
            }
        }
        boolean isExternal = type.equals("NodePort")
                || type.equals("LoadBalancer")
                || (type.equals("ClusterIP") && !spec.path("externalIPs").isEmpty());
        if (isExternal) {
            Unset.string(spec, "externalTrafficPolicy", "Cluster");
        }
        if (!type.equals("ExternalName")) {
            Unset.string(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            Unset.flag(spec, "allocateLoadBalancerNodePorts", true);
        }
        Unset.object(Unset.object(service, "status"), "loadBalancer");
    }

    private static void affinity(ObjectNode spec) {
        Unset.string(spec, "sessionAffinity", "None");
        if (spec.path("sessionAffinity").asString("").equals("ClientIP")) {
            ObjectNode clientIp = Unset.object(Unset.object(spec, "sessionAffinityConfig"), "clientIP");
            Unset.number(clientIp, "timeoutSeconds", AFFINITY_SECONDS);
        } else {
            spec.remove("sessionAffinityConfig");
        }
    }

    private static boolean isZero(JsonNode port) {
        return port.isMissingNode()
                || port.isNull()
                || (port.isNumber() && port.asDouble() == 0)
                || (port.isString() && port.asString().isEmpty());
    }
}
