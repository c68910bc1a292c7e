package dev.gyre.schemas.quantity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A number, or a share of a total: {@code maxSurge}, {@code maxUnavailable}, {@code minAvailable}. */
public final class IntOrPercent {

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,6})%");

    private IntOrPercent() {}

    /** The number, or that share of the total rounded up; for what may be exceeded, such as a surge. */
    public static int roundedUp(JsonNode value, int total) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(hundredths(value, total), 100L));
    }

    /** The number, or that share of the total rounded down; for what must not be exceeded, such as unavailability. */
    public static int roundedDown(JsonNode value, int total) {
        return (int) Math.min(Integer.MAX_VALUE, Math.floorDiv(hundredths(value, total), 100L));
    }

    public static boolean isPercent(JsonNode value) {
        return value.isString() && PERCENT.matcher(value.asString()).matches();
    }

    private static long hundredths(JsonNode value, int total) {
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return value.asInt() * 100L;
        }
        Matcher percent = PERCENT.matcher(value.isString() ? value.asString() : "");
        if (percent.matches()) {
            return Long.parseLong(percent.group(1)) * total;
        }
        throw new IllegalArgumentException("invalid value for IntOrString: " + value);
    }
}
