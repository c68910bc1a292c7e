package dev.gyre.node.pod;

import dev.gyre.schemas.quantity.Quantity;
import tools.jackson.databind.JsonNode;

/** Quantities of the API ({@code 100m}, {@code 64Mi}) as whole numbers, rounded up as Kubernetes does. */
public final class Amounts {
    private Amounts() {}

    public static long millis(JsonNode quantity) {
        return read(quantity).milliValue();
    }

    public static long units(JsonNode quantity) {
        return read(quantity).value();
    }

    /** Missing and zero both mean the other value. */
    static long millisOr(JsonNode quantity, long otherwise) {
        long millis = quantity.isMissingNode() || quantity.isNull() ? 0 : millis(quantity);
        return millis == 0 ? otherwise : millis;
    }

    static long unitsOr(JsonNode quantity, long otherwise) {
        long units = quantity.isMissingNode() || quantity.isNull() ? 0 : units(quantity);
        return units == 0 ? otherwise : units;
    }

    private static Quantity read(JsonNode quantity) {
        return Quantity.parse(quantity.isNumber() ? quantity.decimalValue().toPlainString() : quantity.asString("0"));
    }
}
