package dev.gyre.gateway.certificate;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What has been said of a request: {@code Approved} or {@code Denied}, by whoever approves; {@code Failed}, by its signer. None
 * of these is ever taken back.
 */
final class SigningConditions {

    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final List<String> VERDICTS = List.of("Approved", "Denied");
    private static final List<String> LASTING = List.of("Approved", "Denied", "Failed");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");

    private SigningConditions() {}

    /** Notes when each was written, and since when its status is what it is, where the client has not. */
    static void note(ObjectNode request, JsonNode old, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (JsonNode each : request.path("status").path("conditions")) {
            if (each instanceof ObjectNode condition) {
                if (!condition.hasNonNull("lastUpdateTime")) {
                    condition.put("lastUpdateTime", time);
                }
                if (!condition.hasNonNull("lastTransitionTime")) {
                    condition.put("lastTransitionTime", since(condition, old, time));
                }
            }
        }
    }

    private static String since(JsonNode condition, JsonNode old, String now) {
        for (JsonNode before : old.path("status").path("conditions")) {
            if (before.path("type").equals(condition.path("type"))
                    && before.path("status").equals(condition.path("status"))) {
                return before.path("lastTransitionTime").asString(now);
            }
        }
        return now;
    }

    static void validate(JsonNode request, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        JsonNode conditions = request.path("status").path("conditions");
        for (int i = 0; i < conditions.size(); i++) {
            FieldPath path = CONDITIONS.index(i);
            JsonNode condition = conditions.get(i);
            String type = condition.path("type").asString("");
            String status = condition.path("status").asString("");
            List<String> allowed = LASTING.contains(type) ? List.of("True") : STATUSES;
            if (type.isEmpty()) {
                errors.required(path.child("type"), "");
            }
            if (status.isEmpty()) {
                errors.required(path.child("status"), "");
            } else if (!allowed.contains(status)) {
                errors.notSupported(path.child("status"), status, allowed);
            }
            if (!seen.add(type)) {
                errors.duplicate(path.child("type"), type);
            }
            if (VERDICTS.contains(type) && seen.containsAll(VERDICTS)) {
                errors.invalid(path.child("type"), type, "Approved and Denied conditions are mutually exclusive");
            }
        }
    }

    /** What has been said stays said. */
    static void validateKept(JsonNode request, JsonNode old, FieldErrors errors) {
        for (String type : LASTING) {
            if (ofType(request, type).size() < ofType(old, type).size()) {
                errors.forbidden(CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
            }
        }
    }

    /** Approving is for the subresource {@code approval}. */
    static void validateVerdictUntouched(JsonNode request, JsonNode old, FieldErrors errors) {
        for (String type : VERDICTS) {
            List<JsonNode> now = ofType(request, type);
            List<JsonNode> before = ofType(old, type);
            if (now.size() > before.size()) {
                errors.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
            } else if (now.size() == before.size() && !isSame(now, before)) {
                errors.forbidden(CONDITIONS, "updates may not modify a condition of type \"" + type + "\"");
            }
        }
    }

    private static boolean isSame(List<JsonNode> now, List<JsonNode> before) {
        for (int i = 0; i < now.size(); i++) {
            if (!SameJson.same(now.get(i), before.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<JsonNode> ofType(JsonNode request, String type) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode condition : request.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                found.add(condition);
            }
        }
        return found;
    }
}
