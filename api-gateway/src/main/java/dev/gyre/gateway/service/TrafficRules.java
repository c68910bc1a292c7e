package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in how a Service's traffic is led: affinity of clients, policies, addresses of its maker's own. */
final class TrafficRules {

    private static final FieldPath SPEC = ServiceRules.SPEC;
    private static final Set<String> POLICIES = Set.of("Cluster", "Local");
    private static final int MAX_AFFINITY_SECONDS = 86_400;

    private TrafficRules() {}

    static void validate(ServiceSpec spec, FieldErrors errors) {
        validateAffinity(spec, errors);
        validateExternalPolicy(spec, errors);
        JsonNode internal = spec.json().path("internalTrafficPolicy");
        if (internal.isString() && !POLICIES.contains(internal.asString())) {
            errors.notSupported(SPEC.child("internalTrafficPolicy"), internal.asString(), POLICIES);
        }
        JsonNode distribution = spec.json().path("trafficDistribution");
        if (distribution.isString() && !distribution.asString().equals("PreferClose")) {
            errors.notSupported(SPEC.child("trafficDistribution"), distribution.asString(), Set.of("PreferClose"));
        }
        JsonNode external = spec.json().path("externalIPs");
        for (int i = 0; i < external.size(); i++) {
            Addresses.validateEndpoint(
                    external.get(i), SPEC.child("externalIPs").index(i), errors);
        }
    }

    private static void validateAffinity(ServiceSpec spec, FieldErrors errors) {
        String affinity = spec.text("sessionAffinity");
        JsonNode config = spec.json().path("sessionAffinityConfig");
        FieldPath path = SPEC.child("sessionAffinityConfig");
        if (affinity.isEmpty()) {
            errors.required(SPEC.child("sessionAffinity"), "");
        } else if (!affinity.equals("None") && !affinity.equals("ClientIP")) {
            errors.notSupported(SPEC.child("sessionAffinity"), affinity, Set.of("ClientIP", "None"));
        } else if (affinity.equals("None")) {
            if (config.isObject()) {
                errors.forbidden(path, "must not be set when session affinity is None");
            }
        } else {
            JsonNode timeout = config.path("clientIP").path("timeoutSeconds");
            FieldPath at = path.child("clientIP").child("timeoutSeconds");
            if (!timeout.isNumber()) {
                errors.required(at, "when session affinity type is ClientIP");
            } else if (timeout.asLong() <= 0 || timeout.asLong() > MAX_AFFINITY_SECONDS) {
                errors.invalid(at, timeout, "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
            }
        }
    }

    private static void validateExternalPolicy(ServiceSpec spec, FieldErrors errors) {
        FieldPath path = SPEC.child("externalTrafficPolicy");
        String policy = spec.text("externalTrafficPolicy");
        if (!spec.isExternallyAccessible()) {
            if (!policy.isEmpty()) {
                errors.invalid(path, policy, "may only be set for externally-accessible services");
            }
        } else if (policy.isEmpty()) {
            errors.required(path, "");
        } else if (!POLICIES.contains(policy)) {
            errors.notSupported(path, policy, POLICIES);
        }
    }
}
