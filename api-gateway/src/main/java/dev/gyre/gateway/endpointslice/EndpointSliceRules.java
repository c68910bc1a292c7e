package dev.gyre.gateway.endpointslice;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Ports;
import dev.gyre.gateway.rules.SameJson;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A slice has addresses of one type, which is its for life, and a bounded number of them; proxies and name servers read it
 * without asking any further.
 */
public final class EndpointSliceRules implements KindRules {

    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_PORTS = 20_000;
    private static final Set<String> ADDRESS_TYPES = Set.of("FQDN", "IPv4", "IPv6");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode slice, FieldErrors errors) {
        String type = slice.path("addressType").asString("");
        FieldPath typePath = FieldPath.of("addressType");
        if (type.isEmpty()) {
            errors.required(typePath, "");
        } else if (!ADDRESS_TYPES.contains(type)) {
            errors.notSupported(typePath, type, ADDRESS_TYPES);
        }
        JsonNode endpoints = slice.path("endpoints");
        FieldPath path = FieldPath.of("endpoints");
        if (endpoints.size() > MAX_ENDPOINTS) {
            errors.tooMany(path, endpoints.size(), MAX_ENDPOINTS);
            return;
        }
        for (int i = 0; i < endpoints.size(); i++) {
            EndpointRules.validate(endpoints.get(i), type, path.index(i), errors);
        }
        validatePorts(slice.path("ports"), errors);
    }

    private static void validatePorts(JsonNode ports, FieldErrors errors) {
        FieldPath path = FieldPath.of("ports");
        if (ports.size() > MAX_PORTS) {
            errors.tooMany(path, ports.size(), MAX_PORTS);
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode port = ports.get(i);
            FieldPath at = path.index(i);
            String name = port.path("name").asString("");
            String fault = name.isEmpty() ? null : NameFormat.LABEL.fault(name);
            if (fault != null) {
                errors.invalid(at.child("name"), name, fault);
            }
            if (!names.add(name)) {
                errors.duplicate(at.key("name"), name);
            }
            Ports.validateProtocol(port.path("protocol"), at.child("protocol"), errors);
            if (port.hasNonNull("port")) {
                Ports.validateNumber(port.path("port"), at.child("port"), errors);
            }
            if (port.hasNonNull("appProtocol")) {
                Labels.validateKey(port.path("appProtocol").asString(""), at.child("appProtocol"), errors);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode slice, ObjectNode old, FieldErrors errors) {
        JsonNode type = slice.path("addressType");
        if (!SameJson.same(type, old.get("addressType"))) {
            errors.invalid(FieldPath.of("addressType"), type, "field is immutable");
        }
    }
}
