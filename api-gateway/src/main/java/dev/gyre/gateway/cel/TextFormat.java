package dev.gyre.gateway.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** {@code "%s has %d items".format([name, count])}, with the verbs {@code s d f e b x X o} and a precision for {@code f} and {@code e}. */
final class TextFormat {

    private static final int DEFAULT_PRECISION = 6;
    private static final int MAX_PRECISION = 1_000;

    private TextFormat() {}

    static Functions all() {
        return new Functions()
                .member(
                        "format",
                        SimpleType.STRING,
                        SimpleType.STRING,
                        String.class,
                        ListType.create(SimpleType.DYN),
                        List.class,
                        TextFormat::format);
    }

    private static String format(String pattern, List<?> values) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                text.append(c);
            } else if (pattern.startsWith("%%", i)) {
                text.append('%');
                i++;
            } else {
                int verb = i + 1;
                while (verb < pattern.length() && !Character.isLetter(pattern.charAt(verb))) {
                    verb++;
                }
                if (verb == pattern.length()) {
                    throw new IllegalArgumentException("unexpected end of string");
                }
                if (next == values.size()) {
                    throw new IllegalArgumentException("index " + next + " out of range");
                }
                text.append(clause(pattern.substring(i + 1, verb), pattern.charAt(verb), values.get(next++)));
                i = verb;
            }
        }
        return text.toString();
    }

    private static String clause(String precision, char verb, Object value) {
        return switch (verb) {
            case 's' -> CelValues.shown(value);
            case 'd' -> value instanceof Number ? CelValues.shown(value) : refuse(verb, value);
            case 'f' -> String.format(Locale.ROOT, "%." + digits(precision) + "f", decimal(verb, value));
            case 'e' -> String.format(Locale.ROOT, "%." + digits(precision) + "e", decimal(verb, value));
            case 'b' -> value instanceof Boolean yes ? (yes ? "1" : "0") : radix(verb, value, 2);
            case 'o' -> radix(verb, value, 8);
            case 'x' -> hexadecimal(value);
            case 'X' -> hexadecimal(value).toUpperCase(Locale.ROOT);
            default ->
                throw new IllegalArgumentException(
                        "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static int digits(String precision) {
        if (precision.isEmpty()) {
            return DEFAULT_PRECISION;
        }
        if (!precision.matches("\\.[0-9]{1,4}") || Integer.parseInt(precision.substring(1)) > MAX_PRECISION) {
            throw new IllegalArgumentException("could not parse formatting clause: invalid precision");
        }
        return Integer.parseInt(precision.substring(1));
    }

    private static BigDecimal decimal(char verb, Object value) {
        return value instanceof Number number ? new BigDecimal(number.toString()) : new BigDecimal(refuse(verb, value));
    }

    private static String radix(char verb, Object value, int radix) {
        return value instanceof Number number && !(value instanceof Double)
                ? new java.math.BigInteger(number.toString()).toString(radix)
                : refuse(verb, value);
    }

    private static String hexadecimal(Object value) {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> radix('x', value, 16);
        };
    }

    private static String refuse(char verb, Object value) {
        throw new IllegalArgumentException("error during formatting: %" + verb + " does not take "
                + value.getClass().getSimpleName());
    }
}
