package dev.gyre.schemas.defaults;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of quotas and of limit ranges. */
public final class QuotaDefaults {

    private static final List<String> AMOUNTS =
            List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

    private QuotaDefaults() {}

    public static void resourceQuota(ObjectNode quota) {
        for (String part : List.of("spec", "status")) {
            for (ObjectNode amounts : Unset.child(quota, part)) {
                Unset.child(amounts, "hard").forEach(ResourceDefaults::quantities);
                Unset.child(amounts, "used").forEach(ResourceDefaults::quantities);
            }
        }
    }

    /**
     * Of containers, what is left open follows from what is said: a default limit from the maximum, a default request from
     * the default limit, or else from the minimum.
     */
    public static void limitRange(ObjectNode limitRange) {
        for (ObjectNode spec : Unset.child(limitRange, "spec")) {
            for (ObjectNode item : Unset.items(spec, "limits")) {
                AMOUNTS.forEach(field -> Unset.child(item, field).forEach(ResourceDefaults::quantities));
                if (item.path("type").asString("").equals("Container")) {
                    follow(item, "default", "max");
                    follow(item, "defaultRequest", "default");
                    follow(item, "defaultRequest", "min");
                }
            }
        }
    }

    private static void follow(ObjectNode item, String field, String from) {
        for (ObjectNode known : Unset.child(item, from)) {
            known.properties().forEach(amount -> {
                ObjectNode target = Unset.object(item, field);
                if (Unset.isMissing(target, amount.getKey())) {
                    target.set(amount.getKey(), amount.getValue());
                }
            });
        }
    }
}
