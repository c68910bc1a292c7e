package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an autoscaler says of itself now, and what it remembers. One write, and none where it says so already. */
final class AutoscalerStatus {

    private final Resource autoscaler;
    private final Instant now;
    private final ObjectNode object;
    private final ObjectNode status;
    private Conditions conditions;

    AutoscalerStatus(Resource autoscaler, Instant now) {
        this.autoscaler = autoscaler;
        this.now = now;
        this.object = autoscaler.copy();
        this.status = object.withObjectProperty("status");
        this.conditions = Conditions.of(status.path("conditions"));
    }

    AutoscalerStatus say(String type, boolean isTrue, String reason, String message) {
        conditions = conditions.reportWithMessage(
                new Condition(type, isTrue ? "True" : "False", reason, message, null, now));
        return this;
    }

    AutoscalerStatus replicas(int current, int desired) {
        status.put("currentReplicas", current).put("desiredReplicas", desired);
        return this;
    }

    AutoscalerStatus current(int current) {
        return replicas(current, status.path("desiredReplicas").asInt(0));
    }

    int desiredReplicas() {
        return status.path("desiredReplicas").asInt(0);
    }

    /** None where nothing was measured. */
    AutoscalerStatus metrics(List<ObjectNode> metrics) {
        if (metrics.isEmpty()) {
            status.remove("currentMetrics");
        } else {
            ArrayNode array = status.putArray("currentMetrics");
            metrics.forEach(array::add);
        }
        return this;
    }

    AutoscalerStatus scaled() {
        status.put("lastScaleTime", Timestamp.write(now));
        return this;
    }

    AutoscalerStatus remembering(History history) {
        Optional<String> annotation = history.annotation(desiredReplicas());
        ObjectNode metadata = object.withObjectProperty("metadata");
        ObjectNode annotations = metadata.withObjectProperty("annotations");
        annotation.ifPresentOrElse(
                text -> annotations.put(History.ANNOTATION, text), () -> annotations.remove(History.ANNOTATION));
        if (annotations.isEmpty()) {
            metadata.remove("annotations");
        }
        return this;
    }

    Optional<Command> command() {
        status.set("conditions", conditions.toJson());
        JsonNode asItWouldBeRead = Json.readObject(Json.write(object));
        return asItWouldBeRead.equals(autoscaler.json())
                ? Optional.empty()
                : Optional.of(new Command.Update(autoscaler.key(), "status", autoscaler.revision(), object, List.of()));
    }
}
