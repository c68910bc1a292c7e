package dev.gyre.schemas.defaults;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of what stands between Services and those who call them: endpoint slices, ingresses and their classes. */
public final class NetworkDefaults {

    private NetworkDefaults() {}

    /** A port without a name has the empty one: names are compared. */
    public static void endpointSlice(ObjectNode slice) {
        for (ObjectNode port : Unset.items(slice, "ports")) {
            if (Unset.isMissing(port, "name")) {
                port.put("name", "");
            }
            Unset.string(port, "protocol", "TCP");
        }
    }

    public static void ingress(ObjectNode ingress) {
        Unset.object(ingress, "spec");
        Unset.object(Unset.object(ingress, "status"), "loadBalancer");
    }

    /** The retired versions did not ask what a path means. */
    public static void ingressV1beta1(ObjectNode ingress) {
        ingress(ingress);
        for (ObjectNode rule : Unset.items(Unset.object(ingress, "spec"), "rules")) {
            for (ObjectNode http : Unset.child(rule, "http")) {
                Unset.items(http, "paths").forEach(path -> Unset.string(path, "pathType", "ImplementationSpecific"));
            }
        }
    }

    /** A policy with rules for what goes out is about that, too. */
    public static void networkPolicy(ObjectNode policy) {
        ObjectNode spec = Unset.object(policy, "spec");
        for (String direction : List.of("ingress", "egress")) {
            for (ObjectNode rule : Unset.items(spec, direction)) {
                Unset.items(rule, "ports").forEach(port -> Unset.string(port, "protocol", "TCP"));
            }
        }
        if (spec.path("policyTypes").isEmpty()) {
            ArrayNode types = spec.putArray("policyTypes").add("Ingress");
            if (!spec.path("egress").isEmpty()) {
                types.add("Egress");
            }
        }
    }

    public static void ingressClass(ObjectNode ingressClass) {
        for (ObjectNode spec : Unset.child(ingressClass, "spec")) {
            Unset.child(spec, "parameters").forEach(parameters -> Unset.string(parameters, "scope", "Cluster"));
        }
    }
}
