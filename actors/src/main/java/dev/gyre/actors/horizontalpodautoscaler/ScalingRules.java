package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntBinaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * How fast replicas may be added, or taken away: one direction of {@code spec.behavior}, with the defaults filled in.
 *
 * @param isUp whether replicas are added
 */
record ScalingRules(JsonNode rules, boolean isUp) {

    private static final int DOWN_WINDOW_SECONDS = 300;

    static ScalingRules up(JsonNode behavior) {
        return new ScalingRules(behavior.path("scaleUp"), true);
    }

    static ScalingRules down(JsonNode behavior) {
        return new ScalingRules(behavior.path("scaleDown"), false);
    }

    /** For how long a recommendation to the contrary holds. */
    Duration window() {
        return Duration.ofSeconds(rules.path("stabilizationWindowSeconds").asLong(isUp ? 0 : DOWN_WINDOW_SECONDS));
    }

    /** The longest period over which a policy counts. */
    Duration memory() {
        long longest = 0;
        for (JsonNode policy : policies()) {
            longest = Math.max(longest, policy.path("periodSeconds").asLong(0));
        }
        return Duration.ofSeconds(longest);
    }

    /** How far the policies let the number of replicas go now; never to the other side of what it is. */
    int limit(int current, History history, Instant now) {
        String select = rules.path("selectPolicy").asString("Max");
        if (select.equals("Disabled")) {
            return current;
        }
        IntBinaryOperator choose = select.equals("Min") == isUp ? Math::min : Math::max;
        Integer limit = null;
        for (JsonNode policy : policies()) {
            Instant start = now.minusSeconds(policy.path("periodSeconds").asLong(0));
            int proposed = proposed(policy, history.replicasAt(start, current));
            limit = limit == null ? proposed : choose.applyAsInt(limit, proposed);
        }
        if (limit == null) {
            return current;
        }
        return isUp ? Math.max(limit, current) : Math.min(limit, current);
    }

    private int proposed(JsonNode policy, int atStart) {
        int value = policy.path("value").asInt(0);
        long proposed;
        if (policy.path("type").asString("").equals("Pods")) {
            proposed = isUp ? (long) atStart + value : (long) atStart - value;
        } else {
            proposed = isUp ? (long) Math.ceil(atStart * (1 + value / 100.0)) : (long) (atStart * (1 - value / 100.0));
        }
        return (int) Math.min(Integer.MAX_VALUE, proposed);
    }

    private Iterable<JsonNode> policies() {
        if (!rules.path("policies").isEmpty()) {
            return rules.path("policies");
        }
        var standard = Json.MAPPER.createArrayNode();
        standard.addObject().put("type", "Percent").put("value", 100).put("periodSeconds", 15);
        if (isUp) {
            standard.addObject().put("type", "Pods").put("value", 4).put("periodSeconds", 15);
        }
        return standard;
    }
}
