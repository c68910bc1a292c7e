package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Ports;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in a Service's ports. */
final class ServicePortRules {

    private static final FieldPath PORTS = ServiceRules.SPEC.child("ports");
    private static final int KUBELET_PORT = 10_250;

    private ServicePortRules() {}

    static void validate(ServiceSpec spec, FieldErrors errors) {
        JsonNode ports = spec.ports();
        if (ports.isEmpty() && !spec.isHeadless() && spec.needsClusterIp()) {
            errors.required(PORTS, "");
        }
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode port = ports.get(i);
            FieldPath path = PORTS.index(i);
            validateName(port, path, ports.size() > 1, names, errors);
            validateNumbers(port, path, errors);
            String protocol = port.path("protocol").asString("");
            if (!numbers.add(protocol + port.path("port").asLong(0))) {
                errors.duplicate(path, protocol + "/" + port.path("port").asLong(0));
            }
            int nodePort = port.path("nodePort").asInt(0);
            if (nodePort != 0 && spec.type().equals("ClusterIP")) {
                errors.forbidden(path.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            } else if (nodePort != 0 && !nodePorts.add(protocol + nodePort)) {
                errors.duplicate(path.child("nodePort"), Integer.toString(nodePort));
            }
            if (spec.isLoadBalancer() && port.path("port").asInt(0) == KUBELET_PORT) {
                errors.invalid(
                        path,
                        port.path("port"),
                        "may not expose port %d externally since it is used by kubelet".formatted(KUBELET_PORT));
            }
        }
    }

    private static void validateName(
            JsonNode port, FieldPath path, boolean isRequired, Set<String> names, FieldErrors errors) {
        String name = port.path("name").asString("");
        if (name.isEmpty()) {
            if (isRequired) {
                errors.required(path.child("name"), "");
            }
            return;
        }
        String fault = NameFormat.LABEL.fault(name);
        if (fault != null) {
            errors.invalid(path.child("name"), name, fault);
        }
        if (!names.add(name)) {
            errors.duplicate(path.child("name"), name);
        }
    }

    private static void validateNumbers(JsonNode port, FieldPath path, FieldErrors errors) {
        Ports.validateNumber(port.path("port"), path.child("port"), errors);
        Ports.validateProtocol(port.path("protocol"), path.child("protocol"), errors);
        if (port.has("targetPort")) {
            Ports.validateNumberOrName(port.get("targetPort"), path.child("targetPort"), errors);
        }
        if (port.hasNonNull("appProtocol")) {
            Labels.validateKey(port.path("appProtocol").asString(""), path.child("appProtocol"), errors);
        }
    }
}
