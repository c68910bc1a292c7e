package dev.gyre.gateway.customresource;

import dev.gyre.gateway.cel.Durations;
import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.NameFormat;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Consumer;

/** The formats of strings that a schema can ask for. A format that nobody knows asks for nothing. */
final class Formats {

    private static final String UUID = "(?i)[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}";
    private static final String MAC = "(?i)([0-9a-f]{2}([:-]|$)){6}|([0-9a-f]{4}(\\.|$)){3}";
    private static final String EMAIL = "[^@\\s<>]+@[^@\\s<>]+";

    private Formats() {}

    static boolean isValid(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> parses(OffsetDateTime::parse, text.toUpperCase(Locale.ROOT));
            case "date" -> parses(LocalDate::parse, text);
            case "duration" -> parses(Durations::parse, text.replace(" ", ""));
            case "byte" -> parses(Base64.getDecoder()::decode, text);
            case "uuid", "uuid3", "uuid4", "uuid5" -> text.matches(UUID);
            case "mac" -> text.matches(MAC);
            case "email" -> text.matches(EMAIL);
            case "hostname" -> NameFormat.SUBDOMAIN.fault(text.toLowerCase(Locale.ROOT)) == null;
            case "ipv4" -> Addresses.parse(text) instanceof Inet4Address;
            case "ipv6" -> Addresses.parse(text) instanceof Inet6Address;
            case "cidr" -> isRange(text);
            case "uri" -> isUri(text);
            default -> true;
        };
    }

    private static boolean isRange(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? null : Addresses.parse(text.substring(0, slash));
        String length = text.substring(slash + 1);
        return address != null
                && length.matches("[0-9]{1,3}")
                && Integer.parseInt(length) <= address.getAddress().length * 8;
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean parses(Consumer<String> parser, String text) {
        try {
            parser.accept(text);
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }
}
