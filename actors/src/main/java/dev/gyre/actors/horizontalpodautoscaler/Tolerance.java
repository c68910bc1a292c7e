package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.quantity.Quantity;
import tools.jackson.databind.JsonNode;

/** How far a measure may be from its target before anything is done about it, as shares of the target. */
record Tolerance(double down, double up) {

    private static final double STANDARD = 0.1;

    /** Takes {@code spec.behavior}. */
    static Tolerance of(JsonNode behavior) {
        return new Tolerance(of(behavior, "scaleDown"), of(behavior, "scaleUp"));
    }

    private static double of(JsonNode behavior, String direction) {
        JsonNode tolerance = behavior.path(direction).path("tolerance");
        return tolerance.isMissingNode() || tolerance.isNull()
                ? STANDARD
                : Quantity.parse(tolerance.asString("")).amount().doubleValue();
    }

    boolean allows(double ratio) {
        return 1.0 - down <= ratio && ratio <= 1.0 + up;
    }
}
