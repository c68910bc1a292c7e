package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Ports;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What only Services of type {@code LoadBalancer} have: a class for life, source ranges, and ingress points in their status. */
final class LoadBalancerRules {

    static final StatusRules STATUS = new StatusRules() {
        @Override
        public void prepareForUpdate(ObjectNode service, ObjectNode old) {
            for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
                if (!ingress.path("ip").asString("").isEmpty() && !ingress.hasNonNull("ipMode")) {
                    ((ObjectNode) ingress).put("ipMode", "VIP");
                }
            }
        }

        @Override
        public void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
            validateIngress(service, errors);
        }
    };

    private static final FieldPath SPEC = ServiceRules.SPEC;
    private static final String ONLY_HERE = "may only be used when `type` is 'LoadBalancer'";

    private LoadBalancerRules() {}

    static void validate(ServiceSpec spec, FieldErrors errors) {
        JsonNode ranges = spec.json().path("loadBalancerSourceRanges");
        FieldPath rangesPath = SPEC.child("LoadBalancerSourceRanges");
        if (!ranges.isEmpty() && !spec.isLoadBalancer()) {
            errors.forbidden(rangesPath, ONLY_HERE);
        }
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.validateRange(ranges.get(i), rangesPath.index(i), errors);
        }
        JsonNode allocates = spec.json().path("allocateLoadBalancerNodePorts");
        if (spec.isLoadBalancer() && !allocates.isBoolean()) {
            errors.required(SPEC.child("allocateLoadBalancerNodePorts"), "");
        } else if (!spec.isLoadBalancer() && allocates.isBoolean()) {
            errors.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), ONLY_HERE);
        }
        if (spec.json().hasNonNull("loadBalancerClass")) {
            if (spec.isLoadBalancer()) {
                Labels.validateKey(spec.text("loadBalancerClass"), SPEC.child("loadBalancerClass"), errors);
            } else {
                errors.forbidden(SPEC.child("loadBalancerClass"), ONLY_HERE);
            }
        }
        validateHealthCheckPort(spec, errors);
    }

    private static void validateHealthCheckPort(ServiceSpec spec, FieldErrors errors) {
        JsonNode port = spec.json().path("healthCheckNodePort");
        if (spec.healthCheckPort() == 0) {
            return;
        }
        if (spec.needsHealthCheckPort()) {
            Ports.validateNumber(port, SPEC.child("healthCheckNodePort"), errors);
        } else {
            errors.invalid(
                    SPEC.child("healthCheckNodePort"),
                    port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
    }

    static void validateUpdate(ServiceSpec spec, ServiceSpec old, FieldErrors errors) {
        if (!spec.isLoadBalancer() || !old.isLoadBalancer()) {
            return;
        }
        if (!SameJson.same(spec.json().get("loadBalancerClass"), old.json().get("loadBalancerClass"))) {
            errors.invalid(
                    SPEC.child("loadBalancerClass"), spec.json().path("loadBalancerClass"), "may not change once set");
        }
        boolean isHealthCheckPortChanged = spec.needsHealthCheckPort()
                && old.needsHealthCheckPort()
                && spec.healthCheckPort() != old.healthCheckPort();
        if (isHealthCheckPortChanged) {
            errors.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable");
        }
    }

    private static void validateIngress(ObjectNode service, FieldErrors errors) {
        JsonNode points = service.path("status").path("loadBalancer").path("ingress");
        FieldPath path = FieldPath.of("status", "loadBalancer", "ingress");
        if (!points.isEmpty() && !ServiceSpec.of(service).isLoadBalancer()) {
            errors.forbidden(path, "may only be used when `spec.type` is \"LoadBalancer\"");
            return;
        }
        for (int i = 0; i < points.size(); i++) {
            validatePoint(points.get(i), path.index(i), errors);
        }
    }

    private static void validatePoint(JsonNode point, FieldPath path, FieldErrors errors) {
        String address = point.path("ip").asString("");
        String mode = point.path("ipMode").asString("");
        String host = point.path("hostname").asString("");
        if (!address.isEmpty()) {
            Addresses.validate(point.path("ip"), path.child("ip"), errors);
        }
        if (address.isEmpty() && !mode.isEmpty()) {
            errors.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
        } else if (!mode.isEmpty() && !mode.equals("VIP") && !mode.equals("Proxy")) {
            errors.notSupported(path.child("ipMode"), mode, Set.of("Proxy", "VIP"));
        }
        if (!host.isEmpty()) {
            String hostFault = Addresses.parse(host) != null
                    ? "must be a DNS name, not an IP address"
                    : NameFormat.SUBDOMAIN.fault(host);
            if (hostFault != null) {
                errors.invalid(path.child("hostname"), host, hostFault);
            }
        }
    }
}
