package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of quotas and of limit ranges. */
public final class QuotaColumns {

    private QuotaColumns() {}

    public static List<Column> ofResourceQuotas() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Request",
                        "What is asked for, of how much: amounts kept free, and objects.",
                        quota -> usedOfHard(quota, resource -> !resource.startsWith("limits"))),
                Columns.text(
                        "Limit",
                        "What is not to be exceeded, of how much.",
                        quota -> usedOfHard(quota, resource -> resource.startsWith("limits"))),
                Columns.age());
    }

    public static List<Column> ofLimitRanges() {
        return List.of(Columns.name(), Columns.createdAt());
    }

    private static String usedOfHard(ObjectNode quota, Predicate<String> isShown) {
        JsonNode status = quota.path("status");
        TreeMap<String, String> shown = new TreeMap<>();
        status.path("hard").properties().forEach(hard -> {
            if (isShown.test(hard.getKey())) {
                String used = status.path("used").path(hard.getKey()).asString("0");
                shown.put(
                        hard.getKey(),
                        hard.getKey() + ": " + used + "/" + hard.getValue().asString(""));
            }
        });
        return String.join(", ", shown.values());
    }
}
