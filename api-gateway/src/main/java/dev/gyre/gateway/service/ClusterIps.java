package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code clusterIP} and {@code clusterIPs}, which say the same twice: older clients know the first only, so that whichever
 * was changed is followed by the other. The first address never changes.
 */
final class ClusterIps {

    private static final FieldPath PATH = ServiceRules.SPEC.child("clusterIPs");

    private ClusterIps() {}

    static void normalize(ObjectNode service) {
        ServiceSpec spec = ServiceSpec.of(service);
        if (!spec.clusterIp().isEmpty() && spec.clusterIps().isEmpty()) {
            set(service, spec.clusterIp());
        }
    }

    static void normalize(ObjectNode service, ObjectNode old) {
        ServiceSpec spec = ServiceSpec.of(service);
        ServiceSpec before = ServiceSpec.of(old);
        boolean isOnlyFirstChanged = !spec.clusterIp().equals(before.clusterIp())
                && SameJson.same(spec.json().get("clusterIPs"), before.json().get("clusterIPs"));
        if (isOnlyFirstChanged && spec.clusterIp().isEmpty()) {
            service.withObjectProperty("spec").remove("clusterIPs");
        } else if (isOnlyFirstChanged) {
            set(service, spec.clusterIp());
        } else {
            normalize(service);
        }
    }

    private static void set(ObjectNode service, String address) {
        service.withObjectProperty("spec").putArray("clusterIPs").add(address);
    }

    static void validate(ServiceSpec spec, FieldErrors errors) {
        JsonNode addresses = spec.clusterIps();
        if (addresses.isEmpty()) {
            return;
        }
        if (!addresses.get(0).asString("").equals(spec.clusterIp())) {
            errors.invalid(PATH, addresses, "first value must match `clusterIP`");
        }
        if (spec.isHeadless()) {
            if (addresses.size() > 1) {
                errors.invalid(PATH, addresses, "'None' must be the first and only value");
            }
            if (spec.needsNodePorts()) {
                errors.invalid(
                        PATH.index(0), "None", "may not be set to 'None' for %s services".formatted(spec.type()));
            }
            return;
        }
        for (int i = 0; i < addresses.size(); i++) {
            Addresses.validate(addresses.get(i), PATH.index(i), errors);
        }
        if (addresses.size() > 2) {
            errors.invalid(PATH, addresses, "may only hold up to 2 values");
        }
    }

    static void validateUpdate(ServiceSpec spec, ServiceSpec old, FieldErrors errors) {
        if (!spec.needsClusterIp() || !old.needsClusterIp() || old.clusterIp().isEmpty()) {
            return;
        }
        if (spec.clusterIp().isEmpty()) {
            errors.invalid(PATH.index(0), spec.clusterIps(), "primary clusterIP can not be unset");
        } else if (!spec.clusterIp().equals(old.clusterIp())) {
            errors.invalid(PATH.index(0), spec.clusterIps(), "may not change once set");
        }
    }
}
