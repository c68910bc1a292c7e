package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * How far to go at once from what there is toward what the measures call for: recent recommendations to the contrary hold
 * back, then policies, then the bounds. An autoscaler that says nothing of its behaviour goes down to the highest
 * recommendation of five minutes, and up to twice what there is, or four.
 */
record Pace(int min, int max, JsonNode behavior) {

    private static final Duration STANDARD_WINDOW = Duration.ofMinutes(5);

    /** Words for a condition. */
    record Verdict(String reason, String message) {}

    /**
     * @param replicas how many there are to be now
     * @param history with what was recommended now
     * @param stabilized whether recommendations of before hold it back
     * @param limited whether policies or bounds do
     */
    record Step(int replicas, History history, Verdict stabilized, Verdict limited, boolean isLimited) {}

    private static final Verdict READY = new Verdict("ReadyForNewScale", "recommended size matches current size");
    private static final Verdict IN_RANGE =
            new Verdict("DesiredWithinRange", "the desired count is within the acceptable range");
    private static final Verdict TOO_FAST =
            new Verdict("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
    private static final Verdict TOO_FAST_DOWN =
            new Verdict("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
    private static final Verdict TOO_MANY =
            new Verdict("TooManyReplicas", "the desired replica count is more than the maximum replica count");
    private static final Verdict TOO_FEW =
            new Verdict("TooFewReplicas", "the desired replica count is less than the minimum replica count");
    private static final Verdict HELD_DOWN = new Verdict(
            "ScaleUpStabilized",
            "recent recommendations were lower than current one, applying the lowest recent recommendation");
    private static final Verdict HELD_UP = new Verdict(
            "ScaleDownStabilized",
            "recent recommendations were higher than current one, applying the highest recent recommendation");

    static Pace of(Resource autoscaler) {
        JsonNode spec = autoscaler.json().path("spec");
        return new Pace(
                spec.path("minReplicas").asInt(1), spec.path("maxReplicas").asInt(1), spec.path("behavior"));
    }

    /** Whether it is for the measures to say how many replicas there are to be. */
    boolean isMeasured(int current) {
        return (current > 0 || min == 0) && current >= min && current <= max;
    }

    private boolean hasBehavior() {
        return behavior.isObject() && !behavior.isEmpty();
    }

    Step step(int current, int wanted, History before, Instant now) {
        ScalingRules up = ScalingRules.up(behavior);
        ScalingRules down = ScalingRules.down(behavior);
        History history = before.recommending(wanted, now, longer(up.window(), down.window()))
                .forgettingScalings(now, hasBehavior() ? longer(up.memory(), down.memory()) : Duration.ZERO);
        int stable = hasBehavior()
                ? stabilized(current, history, now.minus(up.window()), now.minus(down.window()))
                : history.highestSince(now.minus(STANDARD_WINDOW));
        Verdict stabilized = stable == wanted ? READY : hasBehavior() && wanted >= current ? HELD_DOWN : HELD_UP;
        return limited(current, stable, history, stabilized, now);
    }

    /** No lower than the highest of the one window, no higher than the lowest of the other. */
    private static int stabilized(int current, History history, Instant sinceForUp, Instant sinceForDown) {
        int atLeast = history.lowestSince(sinceForUp);
        int atMost = history.highestSince(sinceForDown);
        return Math.min(Math.max(current, atLeast), atMost);
    }

    private Step limited(int current, int stable, History history, Verdict stabilized, Instant now) {
        int highest = max;
        int lowest = min;
        Verdict tooHigh = TOO_MANY;
        Verdict tooLow = TOO_FEW;
        int upLimit = hasBehavior()
                ? ScalingRules.up(behavior).limit(current, history, now)
                : (int) Math.min(Integer.MAX_VALUE, Math.max(2L * current, 4));
        if (upLimit < max && (!hasBehavior() || stable > current)) {
            highest = upLimit;
            tooHigh = TOO_FAST;
        }
        if (hasBehavior() && stable < current) {
            int downLimit = ScalingRules.down(behavior).limit(current, history, now);
            if (downLimit > min) {
                lowest = downLimit;
                tooLow = TOO_FAST_DOWN;
            }
        }
        if (stable < lowest) {
            return new Step(lowest, history, stabilized, tooLow, true);
        }
        return stable > highest
                ? new Step(highest, history, stabilized, tooHigh, true)
                : new Step(stable, history, stabilized, IN_RANGE, false);
    }

    /** With what is done now, where policies will ask for it. */
    History noting(History history, int change, Instant now) {
        return hasBehavior() ? history.scaling(change, now) : history;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
