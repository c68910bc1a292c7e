package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.selection.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Amounts as metrics have them: in thousandths of whatever is counted, and shown again in the API's notation. */
final class Amounts {

    private Amounts() {}

    /** Of what the gateway has validated. */
    static long milli(JsonNode quantity) {
        return Quantity.parse(quantity.asString("")).milliValue();
    }

    static ObjectNode current(String field, long milli) {
        return Json.object().put(field, Quantity.ofMilli(milli).toString());
    }

    /** {@code name} and {@code selector} of a metric, as a status repeats them. */
    static JsonNode identifier(JsonNode source) {
        return source.path("metric").deepCopy();
    }

    static String name(JsonNode source) {
        return source.path("metric").path("name").asString("");
    }

    /** Of the series that count, as text; empty for all. */
    static String selector(JsonNode source) {
        JsonNode selector = source.path("metric").path("selector");
        return selector.isObject() ? LabelSelector.of(selector).toString() : "";
    }
}
