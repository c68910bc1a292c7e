package dev.gyre.gateway.rules;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** IP addresses as they stand in objects: never looked up, and of the kind that can be an endpoint. */
public final class Addresses {

    private static final String NOT_AN_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private Addresses() {}

    /** The address; null where the text is none. */
    public static @Nullable InetAddress parse(String text) {
        try {
            if (text.indexOf(':') >= 0) {
                return text.indexOf('%') >= 0 || text.indexOf('[') >= 0 ? null : Inet6Address.ofLiteral(text);
            }
            InetAddress address = Inet4Address.ofLiteral(text);
            // Shortened and zero-padded forms mean different addresses to different readers.
            return address.getHostAddress().equals(text) ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public static void validate(JsonNode ip, FieldPath path, FieldErrors errors) {
        if (parse(ip.asString("")) == null) {
            errors.invalid(path, ip, NOT_AN_IP);
        }
    }

    /** An address behind a Service: not one that means something else on every machine. */
    public static void validateEndpoint(JsonNode ip, FieldPath path, FieldErrors errors) {
        InetAddress address = parse(ip.asString(""));
        if (address == null) {
            errors.invalid(path, ip, NOT_AN_IP);
        } else if (address.isAnyLocalAddress()) {
            errors.invalid(path, ip, "may not be unspecified (" + address.getHostAddress() + ")");
        } else if (address.isLoopbackAddress()) {
            errors.invalid(path, ip, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        } else if (address.isLinkLocalAddress()) {
            errors.invalid(path, ip, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        } else if (address.isMCLinkLocal() || address.getHostAddress().startsWith("224.0.0.")) {
            errors.invalid(path, ip, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    /** A range as {@code address/length}. */
    public static void validateRange(JsonNode range, FieldPath path, FieldErrors errors) {
        String text = range.asString("").trim();
        int slash = text.indexOf('/');
        InetAddress address = slash < 0 ? null : parse(text.substring(0, slash));
        String length = text.substring(slash + 1);
        int longest = address == null ? -1 : address.getAddress().length * 8;
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > longest) {
            errors.invalid(path, range, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
    }
}
