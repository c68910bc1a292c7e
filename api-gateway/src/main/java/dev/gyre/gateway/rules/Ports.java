package dev.gyre.gateway.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Port numbers, port names, protocols. */
public final class Ports {

    private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "SCTP");

    private Ports() {}

    public static void validateNumber(JsonNode port, FieldPath path, FieldErrors errors) {
        if (!isNumber(port.asLong(0))) {
            errors.invalid(path, port, "must be between 1 and 65535, inclusive");
        }
    }

    public static void validateProtocol(JsonNode protocol, FieldPath path, FieldErrors errors) {
        String word = protocol.asString("");
        if (word.isEmpty()) {
            errors.required(path, "");
        } else if (!PROTOCOLS.contains(word)) {
            errors.notSupported(path, word, PROTOCOLS);
        }
    }

    /** A port as a probe or a service names it: a number, or the name of a container's port. */
    public static void validateNumberOrName(JsonNode port, FieldPath path, FieldErrors errors) {
        if (port.isString()) {
            String fault = nameFault(port.asString());
            if (fault != null) {
                errors.invalid(path, port, fault);
            }
        } else {
            validateNumber(port, path, errors);
        }
    }

    public static boolean isNumber(long port) {
        return port >= 1 && port <= 65535;
    }

    /** What is wrong with a port's name; null where nothing is. */
    public static @Nullable String nameFault(String name) {
        if (name.length() > 15) {
            return "must be no more than 15 characters";
        }
        boolean hasLetter = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z';
            if (!isLetter && !(c >= '0' && c <= '9') && c != '-') {
                return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
            }
            hasLetter |= isLetter;
        }
        if (!hasLetter) {
            return "must contain at least one letter (a-z)";
        }
        if (name.contains("--")) {
            return "must not contain consecutive hyphens";
        }
        return name.startsWith("-") || name.endsWith("-") ? "must not begin or end with a hyphen" : null;
    }
}
