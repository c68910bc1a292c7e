package dev.gyre.gateway.networkpolicy;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.LabelSelectorRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A policy selects pods, and each of its rules names ports that there can be and peers of one kind each. */
public final class NetworkPolicyRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("Egress", "Ingress");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final int MAX_PORT = 65_535;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode policy, FieldErrors errors) {
        JsonNode spec = policy.path("spec");
        LabelSelectorRules.validate(spec.path("podSelector"), SPEC.child("podSelector"), errors);
        validateRules(spec.path("ingress"), SPEC.child("ingress"), "from", errors);
        validateRules(spec.path("egress"), SPEC.child("egress"), "to", errors);
        JsonNode types = spec.path("policyTypes");
        if (types.size() > TYPES.size()) {
            errors.invalid(SPEC.child("policyTypes"), types, "may not specify more than two policyTypes");
        }
        for (int i = 0; i < types.size(); i++) {
            if (!TYPES.contains(types.get(i).asString(""))) {
                errors.notSupported(
                        SPEC.child("policyTypes").index(i), types.get(i).asString(""), TYPES);
            }
        }
    }

    private static void validateRules(JsonNode rules, FieldPath path, String peers, FieldErrors errors) {
        for (int i = 0; i < rules.size(); i++) {
            JsonNode ports = rules.get(i).path("ports");
            for (int j = 0; j < ports.size(); j++) {
                validatePort(ports.get(j), path.index(i).child("ports").index(j), errors);
            }
            JsonNode each = rules.get(i).path(peers);
            for (int j = 0; j < each.size(); j++) {
                validatePeer(each.get(j), path.index(i).child(peers).index(j), errors);
            }
        }
    }

    private static void validatePort(JsonNode port, FieldPath path, FieldErrors errors) {
        String protocol = port.path("protocol").asString("");
        if (!PROTOCOLS.contains(protocol)) {
            errors.notSupported(path.child("protocol"), protocol, PROTOCOLS);
        }
        JsonNode first = port.path("port");
        JsonNode last = port.path("endPort");
        if (first.isNumber() && !isPort(first)) {
            errors.invalid(path.child("port"), first, "must be between 1 and 65535, inclusive");
        }
        if (last.isMissingNode()) {
            return;
        }
        if (first.isMissingNode()) {
            errors.invalid(path.child("endPort"), last, "may not be specified when `port` is not specified");
        } else if (first.isString()) {
            errors.invalid(path.child("endPort"), last, "may not be specified when `port` is non-numeric");
        } else if (last.asInt(0) < first.asInt(0)) {
            errors.invalid(path.child("endPort"), last, "must be greater than or equal to `port`");
        } else if (!isPort(last)) {
            errors.invalid(path.child("endPort"), last, "must be between 1 and 65535, inclusive");
        }
    }

    private static boolean isPort(JsonNode port) {
        return port.asLong(0) >= 1 && port.asLong(0) <= MAX_PORT;
    }

    private static void validatePeer(JsonNode peer, FieldPath path, FieldErrors errors) {
        boolean isSelector = peer.has("podSelector") || peer.has("namespaceSelector");
        if (!isSelector && !peer.has("ipBlock")) {
            errors.required(path, "must specify a peer");
        } else if (isSelector && peer.has("ipBlock")) {
            errors.forbidden(path, "may not specify both ipBlock and another peer");
        }
        for (String selector : List.of("podSelector", "namespaceSelector")) {
            LabelSelectorRules.validate(peer.path(selector), path.child(selector), errors);
        }
        if (peer.has("ipBlock")) {
            AddressBlocks.validate(peer.path("ipBlock"), path.child("ipBlock"), errors);
        }
    }
}
