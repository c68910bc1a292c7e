package dev.gyre.node.lifecycle;

import dev.gyre.schemas.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions that a kubelet keeps. A condition's transition time moves only when its status does. */
final class PodConditions {
    private final PodFacts facts;
    private final String phase;
    private final Instant now;
    private final ArrayNode conditions = Json.MAPPER.createArrayNode();

    PodConditions(PodFacts facts, String phase, Instant now) {
        this.facts = facts;
        this.phase = phase;
        this.now = now;
    }

    ArrayNode toJson() {
        boolean hasSandbox = facts.sandbox() instanceof Sandbox.Ready;
        put("PodReadyToStartContainers", hasSandbox, "", "");
        initialized();
        readiness();
        put("PodScheduled", true, "", "");
        resizing();
        return conditions;
    }

    /** There only while a container has not been given what its pod says; taken back by name when it has. */
    private void resizing() {
        String type = "PodResizeInProgress";
        List<Sizing> underWay = facts.pod().allContainers().stream()
                .map(container -> facts.of(container).sizing())
                .filter(Sizing::isUnderWay)
                .toList();
        String failure = underWay.stream()
                .map(Sizing::failure)
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse("");
        if (!underWay.isEmpty()) {
            put(type, true, failure.isEmpty() ? "" : "Error", failure);
        } else if (isMentioned(facts.pod().status(), type) || isMentioned(facts.reported(), type)) {
            conditions.addObject().put("type", type).put("$patch", "delete");
        }
    }

    private static boolean isMentioned(@Nullable ObjectNode status, String type) {
        return status != null && conditionIn(status, type).isObject();
    }

    private void initialized() {
        List<String> incomplete = facts.isInitialized()
                ? List.of()
                : facts.pod().initContainers().stream()
                        .filter(init ->
                                !facts.hasDoneItsPart(init) && !facts.of(init).isCompleted())
                        .map(ContainerManifest::name)
                        .toList();
        if (incomplete.isEmpty()) {
            put("Initialized", true, phase.equals("Succeeded") ? "PodCompleted" : "", "");
        } else {
            String message = "containers with incomplete status: " + bracketed(incomplete);
            put("Initialized", false, "ContainersNotInitialized", message);
        }
    }

    private void readiness() {
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            String reason = phase.equals("Succeeded") ? "PodCompleted" : "PodFailed";
            put("Ready", false, reason, "");
            put("ContainersReady", false, reason, "");
            return;
        }
        List<String> unready = facts.pod().servingContainers().stream()
                .filter(c -> !facts.of(c).phase().isReady())
                .map(ContainerManifest::name)
                .toList();
        if (!unready.isEmpty()) {
            String message = "containers with unready status: " + bracketed(unready);
            put("Ready", false, "ContainersNotReady", message);
            put("ContainersReady", false, "ContainersNotReady", message);
            return;
        }
        String gate = closedGates();
        put("Ready", gate.isEmpty(), gate.isEmpty() ? "" : "ReadinessGatesNotReady", gate);
        put("ContainersReady", true, "", "");
    }

    private String closedGates() {
        List<String> closed = new ArrayList<>();
        for (String gate : facts.pod().readinessGates()) {
            JsonNode condition = conditionIn(facts.pod().status(), gate);
            if (!condition.isObject()) {
                closed.add("corresponding condition of pod readiness gate \"" + gate + "\" does not exist.");
            } else if (!condition.path("status").asString("").equals("True")) {
                closed.add("the status of pod readiness gate \"" + gate + "\" is not \"True\", but "
                        + condition.path("status").asString(""));
            }
        }
        return String.join(", ", closed);
    }

    private void put(String type, boolean isTrue, String reason, String message) {
        String status = isTrue ? "True" : "False";
        ObjectNode before = facts.reported() == null ? facts.pod().status() : facts.reported();
        JsonNode earlier = conditionIn(before, type);
        boolean isSame = earlier.path("status").asString("").equals(status) && earlier.hasNonNull("lastTransitionTime");
        ObjectNode condition = conditions.addObject();
        condition.put("type", type).put("status", status).putNull("lastProbeTime");
        condition.put(
                "lastTransitionTime",
                isSame
                        ? earlier.path("lastTransitionTime").asString()
                        : now.truncatedTo(ChronoUnit.SECONDS).toString());
        nullable(condition, "reason", reason);
        nullable(condition, "message", message);
    }

    /** In a strategic merge patch an entry is merged into the one of its type, so what is over must be named as such. */
    private static void nullable(ObjectNode condition, String field, String value) {
        if (value.isEmpty()) {
            condition.putNull(field);
        } else {
            condition.put(field, value);
        }
    }

    private static JsonNode conditionIn(ObjectNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition;
            }
        }
        return status.path("none");
    }

    private static String bracketed(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
