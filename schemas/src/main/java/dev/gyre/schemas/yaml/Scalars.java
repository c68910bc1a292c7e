package dev.gyre.schemas.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** What a scalar without quotes means, by the rules of the YAML library that Kubernetes' clients are built with. */
final class Scalars {

    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern RADIX = Pattern.compile("[-+]?0([xX][0-9a-fA-F]+|[bB][01]+|[oO]?[0-7]+)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** Longer runs of digits are text, as they are for a library that reads into 64 bits or a double. */
    private static final int MAX_DIGITS = 100;

    private Scalars() {}

    static JsonNode plain(String text) {
        if (NULL.contains(text)) {
            return NullNode.getInstance();
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return BooleanNode.valueOf(TRUE.contains(text));
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new YamlException("\"" + text + "\" is a number that JSON does not have");
        }
        if ("+-.0123456789".indexOf(text.charAt(0)) >= 0 && text.length() <= MAX_DIGITS) {
            String digits = text.replace("_", "");
            if (DECIMAL.matcher(digits).matches()) {
                return integer(new BigInteger(digits));
            }
            if (RADIX.matcher(digits).matches()) {
                return integer(radix(digits));
            }
            if (FLOAT.matcher(digits).matches()) {
                return DecimalNode.valueOf(new BigDecimal(digits));
            }
        }
        return StringNode.valueOf(text);
    }

    private static BigInteger radix(String digits) {
        boolean isNegative = digits.startsWith("-");
        String text = isNegative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger value = switch (Character.toLowerCase(text.charAt(1))) {
            case 'x' -> new BigInteger(text.substring(2), 16);
            case 'b' -> new BigInteger(text.substring(2), 2);
            case 'o' -> new BigInteger(text.substring(2), 8);
            default -> new BigInteger(text.substring(1), 8);
        };
        return isNegative ? value.negate() : value;
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }
}
