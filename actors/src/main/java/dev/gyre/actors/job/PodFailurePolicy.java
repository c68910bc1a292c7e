package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Job does about a pod that failed: the first of its rules that the pod meets says so, and where none does the failure
 * counts.
 *
 * @param message which rule was met and by what; empty where none was
 */
record PodFailurePolicy(Action action, String message) {

    enum Action {
        COUNT,
        IGNORE,
        FAIL_INDEX,
        FAIL_JOB
    }

    private static final PodFailurePolicy COUNTS = new PodFailurePolicy(Action.COUNT, "");

    static PodFailurePolicy of(Job job, PodState pod) {
        int index = 0;
        for (JsonNode rule : job.podFailureRules()) {
            String found = rule.has("onExitCodes")
                    ? exitCode(pod, rule.path("onExitCodes"))
                    : condition(pod, rule.path("onPodConditions"));
            if (found != null) {
                String action = rule.path("action").asString("");
                return new PodFailurePolicy(action(action), found + " matching " + action + " rule at index " + index);
            }
            index++;
        }
        return COUNTS;
    }

    private static Action action(String word) {
        return switch (word) {
            case "Ignore" -> Action.IGNORE;
            case "FailIndex" -> Action.FAIL_INDEX;
            case "FailJob" -> Action.FAIL_JOB;
            default -> Action.COUNT;
        };
    }

    /** A container that failed with one of these codes, or with none of them; one that ended well never meets a rule. */
    private static @Nullable String exitCode(PodState pod, JsonNode rule) {
        String only = rule.path("containerName").asString("");
        List<Integer> codes = new ArrayList<>();
        rule.path("values").forEach(code -> codes.add(code.asInt()));
        boolean isIn = rule.path("operator").asString("").equals("In");
        JsonNode status = pod.resource().json().path("status");
        for (String field : List.of("containerStatuses", "initContainerStatuses")) {
            for (JsonNode container : status.path(field)) {
                String name = container.path("name").asString("");
                JsonNode end = container.path("state").path("terminated");
                int code = end.path("exitCode").asInt(0);
                boolean isMeant = code != 0 && (only.isEmpty() || only.equals(name));
                if (isMeant && codes.contains(code) == isIn) {
                    return "Container " + name + " for pod " + name(pod) + " failed with exit code " + code;
                }
            }
        }
        return null;
    }

    private static @Nullable String condition(PodState pod, JsonNode patterns) {
        for (JsonNode condition : pod.resource().json().path("status").path("conditions")) {
            for (JsonNode pattern : patterns) {
                boolean isMet = condition.path("type").equals(pattern.path("type"))
                        && condition
                                .path("status")
                                .asString("")
                                .equals(pattern.path("status").asString("True"));
                if (isMet) {
                    return "Pod " + name(pod) + " has condition "
                            + condition.path("type").asString("");
                }
            }
        }
        return null;
    }

    private static String name(PodState pod) {
        return pod.resource().namespace() + "/" + pod.resource().name();
    }
}
