package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.StatusRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An ingress is reached at addresses that are addresses, and at names that are not. */
final class IngressStatusRules implements StatusRules {

    static final IngressStatusRules INSTANCE = new IngressStatusRules();

    private IngressStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode ingress, ObjectNode old, FieldErrors errors) {
        JsonNode entries = ingress.path("status").path("loadBalancer").path("ingress");
        for (int i = 0; i < entries.size(); i++) {
            FieldPath path = FieldPath.of("status", "loadBalancer", "ingress").index(i);
            JsonNode ip = entries.get(i).path("ip");
            if (!ip.asString("").isEmpty()) {
                Addresses.validate(ip, path.child("ip"), errors);
            }
            String host = entries.get(i).path("hostname").asString("");
            if (host.isEmpty()) {
                continue;
            }
            String fault = NameFormat.SUBDOMAIN.fault(host);
            if (fault != null) {
                errors.invalid(path.child("hostname"), host, fault);
            }
            if (Addresses.parse(host) != null) {
                errors.invalid(path.child("hostname"), host, "must be a DNS name, not an IP address");
            }
        }
    }
}
