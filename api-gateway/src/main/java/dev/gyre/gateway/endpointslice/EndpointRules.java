package dev.gyre.gateway.endpointslice;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One endpoint of a slice: addresses of the slice's type, and where and what answers there. */
final class EndpointRules {

    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_TOPOLOGY_LABELS = 16;
    private static final int MAX_HINTS = 8;

    private EndpointRules() {}

    static void validate(JsonNode endpoint, String type, FieldPath path, FieldErrors errors) {
        JsonNode addresses = endpoint.path("addresses");
        FieldPath addressesPath = path.child("addresses");
        if (addresses.isEmpty()) {
            errors.required(addressesPath, "must contain at least 1 address");
        } else if (addresses.size() > MAX_ADDRESSES) {
            errors.tooMany(addressesPath, addresses.size(), MAX_ADDRESSES);
            return;
        }
        for (int i = 0; i < addresses.size(); i++) {
            validateAddress(addresses.get(i), type, addressesPath.index(i), errors);
        }
        validateName(endpoint.path("nodeName"), NameFormat.SUBDOMAIN, path.child("nodeName"), errors);
        validateName(endpoint.path("hostname"), NameFormat.LABEL, path.child("hostname"), errors);
        JsonNode topology = endpoint.path("deprecatedTopology");
        FieldPath topologyPath = path.child("deprecatedTopology");
        if (topology.size() > MAX_TOPOLOGY_LABELS) {
            errors.tooMany(topologyPath, topology.size(), MAX_TOPOLOGY_LABELS);
        }
        Labels.validate(topology, topologyPath, errors);
        validateHints(endpoint.path("hints"), path.child("hints"), errors);
    }

    private static void validateAddress(JsonNode address, String type, FieldPath path, FieldErrors errors) {
        switch (type) {
            case "IPv4" -> {
                InetAddress parsed = Addresses.parse(address.asString(""));
                if (parsed instanceof Inet4Address) {
                    Addresses.validateEndpoint(address, path, errors);
                } else {
                    errors.invalid(path, address, "must be a valid IPv4 address");
                }
            }
            case "IPv6" -> {
                if (address.asString("").indexOf(':') >= 0 && Addresses.parse(address.asString("")) != null) {
                    Addresses.validateEndpoint(address, path, errors);
                } else {
                    errors.invalid(path, address, "must be a valid IPv6 address");
                }
            }
            case "FQDN" -> validateName(address, NameFormat.SUBDOMAIN, path, errors);
            default -> {}
        }
    }

    private static void validateHints(JsonNode hints, FieldPath path, FieldErrors errors) {
        for (String field : new String[] {"forZones", "forNodes"}) {
            JsonNode all = hints.path(field);
            FieldPath at = path.child(field);
            if (all.size() > MAX_HINTS) {
                errors.tooMany(at, all.size(), MAX_HINTS);
                return;
            }
            Set<String> names = new HashSet<>();
            for (int i = 0; i < all.size(); i++) {
                JsonNode name = all.get(i).path("name");
                if (!names.add(name.asString(""))) {
                    errors.duplicate(at.index(i).child("name"), name.asString(""));
                }
                validateName(name, NameFormat.SUBDOMAIN, at.index(i).child("name"), errors);
            }
        }
    }

    /** What is left out passes. */
    private static void validateName(JsonNode name, NameFormat format, FieldPath path, FieldErrors errors) {
        if (name.isString()) {
            String fault = format.fault(name.asString());
            if (fault != null) {
                errors.invalid(path, name, fault);
            }
        }
    }
}
