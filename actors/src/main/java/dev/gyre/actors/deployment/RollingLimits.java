package dev.gyre.actors.deployment;

import tools.jackson.databind.JsonNode;

/**
 * How far a rollout may stray from the desired number of pods: above it by {@code maxSurge}, below it by {@code
 * maxUnavailable}. Percentages of surge round up and those of unavailability round down; where both come to nothing, one pod
 * may be unavailable, or the rollout could not move. For 3 replicas and 25 % each: surge 1, unavailable 0. For 1 replica with
 * surge 0 and 50 %: surge 0, unavailable 1.
 */
record RollingLimits(int maxSurge, int maxUnavailable) {

    private static final String DEFAULT = "25%";

    static RollingLimits of(JsonNode rollingUpdate, int replicas) {
        int surge = resolve(rollingUpdate.path("maxSurge"), replicas, true);
        int unavailable = resolve(rollingUpdate.path("maxUnavailable"), replicas, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        return new RollingLimits(surge, Math.min(unavailable, replicas));
    }

    private static int resolve(JsonNode intOrPercent, int replicas, boolean roundsUp) {
        if (intOrPercent.isNumber()) {
            return Math.max(0, intOrPercent.asInt(0));
        }
        String text = intOrPercent.asString(DEFAULT);
        long percent = percent(text);
        long share = percent * replicas;
        return (int) (roundsUp ? (share + 99) / 100 : share / 100);
    }

    private static long percent(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.endsWith("%") ? text.substring(0, text.length() - 1) : text));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
