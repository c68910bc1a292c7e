package dev.gyre.gateway.service;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.net.Inet6Address;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ipFamilies} and {@code ipFamilyPolicy} in a cluster that has IPv4 only. A headless Service without a selector is the
 * exception: its endpoints are its maker's, so it may be of both families.
 */
final class IpFamilies {

    private static final FieldPath FAMILIES = ServiceRules.SPEC.child("ipFamilies");
    private static final FieldPath POLICY = ServiceRules.SPEC.child("ipFamilyPolicy");
    private static final Set<String> POLICIES = Set.of("SingleStack", "PreferDualStack", "RequireDualStack");

    private IpFamilies() {}

    static void fillIn(ObjectNode service, ObjectNode old) {
        ServiceSpec spec = ServiceSpec.of(service);
        if (!spec.needsClusterIp()) {
            return;
        }
        ObjectNode json = service.withObjectProperty("spec");
        boolean isForeign = spec.isHeadless() && !spec.hasSelector();
        if (spec.text("ipFamilyPolicy").isEmpty()) {
            String before = ServiceSpec.of(old).text("ipFamilyPolicy");
            json.put("ipFamilyPolicy", !before.isEmpty() ? before : isForeign ? "RequireDualStack" : "SingleStack");
        }
        if (spec.json().path("ipFamilies").isEmpty()) {
            ArrayNode families = json.putArray("ipFamilies").add("IPv4");
            if (isForeign && !spec.text("ipFamilyPolicy").equals("SingleStack")) {
                families.add("IPv6");
            }
        }
    }

    static void validate(ServiceSpec spec, FieldErrors errors) {
        String policy = spec.text("ipFamilyPolicy");
        boolean isForeign = spec.isHeadless() && !spec.hasSelector();
        JsonNode families = spec.json().path("ipFamilies");
        if (!POLICIES.contains(policy)) {
            errors.notSupported(POLICY, policy, POLICIES);
        } else if (policy.equals("RequireDualStack") && !isForeign) {
            errors.invalid(POLICY, policy, "this cluster is not configured for dual-stack services");
        } else if (policy.equals("SingleStack") && families.size() > 1) {
            errors.invalid(
                    POLICY,
                    policy,
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple 'ipFamilies' are specified");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < families.size(); i++) {
            String family = families.get(i).asString("");
            if (!family.equals("IPv4") && !family.equals("IPv6")) {
                errors.notSupported(FAMILIES.index(i), family, Set.of("IPv4", "IPv6"));
            } else if (!seen.add(family)) {
                errors.duplicate(FAMILIES.index(i), family);
            } else if (family.equals("IPv6") && !isForeign) {
                errors.invalid(FAMILIES.index(i), family, "not configured on this cluster");
            }
        }
        requireFamilyOfAddresses(spec, families, errors);
    }

    private static void requireFamilyOfAddresses(ServiceSpec spec, JsonNode families, FieldErrors errors) {
        JsonNode addresses = spec.clusterIps();
        for (int i = 0; i < addresses.size() && i < families.size(); i++) {
            String address = addresses.get(i).asString("");
            boolean isOther =
                    families.get(i).asString("").equals("IPv4") && Addresses.parse(address) instanceof Inet6Address;
            if (isOther) {
                errors.invalid(
                        ServiceRules.SPEC.child("clusterIPs").index(i),
                        address,
                        "expected an IPv4 value as indicated by `ipFamilies[%d]`".formatted(i));
            }
        }
    }
}
