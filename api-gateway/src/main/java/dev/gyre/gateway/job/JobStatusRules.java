package dev.gyre.gateway.job;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts are counts, and a job that has ended stays so. */
final class JobStatusRules implements StatusRules {

    static final JobStatusRules INSTANCE = new JobStatusRules();

    private static final FieldPath STATUS = FieldPath.of("status");

    private JobStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        JsonNode status = job.path("status");
        for (String field : List.of("active", "ready", "succeeded", "failed", "terminating")) {
            Numbers.requireNotNegative(status.path(field), STATUS.child(field), errors);
        }
        boolean hasEnded = isTrue(status, "Complete") || isTrue(status, "Failed");
        if (hasEnded && status.path("active").asInt(0) > 0) {
            errors.invalid(STATUS.child("active"), status.path("active"), "active>0 is invalid for finished job");
        }
        for (String end : List.of("Complete", "Failed")) {
            if (isTrue(old.path("status"), end) && !isTrue(status, end)) {
                errors.invalid(
                        STATUS.child("conditions"), end, "cannot disable the terminal " + end + "=True condition");
            }
        }
    }

    private static boolean isTrue(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals(type)
                        && condition.path("status").asString("").equals("True"));
    }
}
