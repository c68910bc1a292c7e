package dev.gyre.actors.job;

import dev.gyre.schemas.job.IndexSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which successes are enough for an indexed Job: these indexes, so many of them, or so many of all. */
final class SuccessPolicy {

    private SuccessPolicy() {}

    /** Which rule is met; null where none is. */
    static @Nullable String met(Job job, IndexSet succeeded) {
        Integer completions = job.completions();
        int index = 0;
        for (JsonNode rule : job.successRules()) {
            if (completions != null && isMet(rule, succeeded, completions)) {
                return "Matched rules at index " + index;
            }
            index++;
        }
        return null;
    }

    private static boolean isMet(JsonNode rule, IndexSet succeeded, int completions) {
        if (!rule.hasNonNull("succeededIndexes")) {
            return succeeded.size() >= rule.path("succeededCount").asInt(Integer.MAX_VALUE);
        }
        IndexSet wanted = IndexSet.read(rule.path("succeededIndexes").asString(""), completions);
        int count = rule.path("succeededCount").asInt(wanted.size());
        return succeeded.and(wanted).size() >= count;
    }
}
