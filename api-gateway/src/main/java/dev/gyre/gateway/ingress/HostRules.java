package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import tools.jackson.databind.JsonNode;

/** A host is a name, and may begin with a label that stands for any one. */
final class HostRules {

    private static final String WILDCARD_FAULT =
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower"
                    + " case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com',"
                    + " regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private HostRules() {}

    /** A rule without a host is one for all of them. */
    static void validateRule(JsonNode host, FieldPath path, FieldErrors errors) {
        if (host.asString("").isEmpty()) {
            return;
        }
        if (Addresses.parse(host.asString()) != null) {
            errors.invalid(path, host, "must be a DNS name, not an IP address");
        }
        validate(host, path, errors);
    }

    static void validate(JsonNode host, FieldPath path, FieldErrors errors) {
        String name = host.asString("");
        boolean isWildcard = name.indexOf('*') >= 0;
        boolean isValidWildcard = name.startsWith("*.") && NameFormat.SUBDOMAIN.fault(name.substring(2)) == null;
        if (isWildcard && !isValidWildcard) {
            errors.invalid(path, host, WILDCARD_FAULT);
        } else if (!isWildcard) {
            String fault = NameFormat.SUBDOMAIN.fault(name);
            if (fault != null) {
                errors.invalid(path, host, fault);
            }
        }
    }
}
