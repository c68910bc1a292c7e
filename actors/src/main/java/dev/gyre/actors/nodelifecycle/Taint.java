package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One taint of a node: what keeps pods away, or drives them out. */
record Taint(
        String key, String value, String effect, @Nullable Instant timeAdded) {

    static final String NO_SCHEDULE = "NoSchedule";
    static final String NO_EXECUTE = "NoExecute";
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    static Taint read(JsonNode node) {
        return new Taint(
                node.path("key").asString(""),
                node.path("value").asString(""),
                node.path("effect").asString(""),
                Timestamp.read(node.path("timeAdded")));
    }

    static List<Taint> allOf(Resource node) {
        List<Taint> taints = new ArrayList<>();
        node.json().path("spec").path("taints").forEach(taint -> taints.add(read(taint)));
        return taints;
    }

    boolean isSameAs(Taint other) {
        return key.equals(other.key) && effect.equals(other.effect);
    }

    /** Whether it says that the node is not there, which is what evictions are paced by. */
    boolean evictsFromLostNode() {
        return effect.equals(NO_EXECUTE) && (key.equals(NOT_READY) || key.equals(UNREACHABLE));
    }

    ObjectNode toJson() {
        ObjectNode taint = Json.object().put("key", key);
        if (!value.isEmpty()) {
            taint.put("value", value);
        }
        taint.put("effect", effect);
        if (timeAdded != null) {
            taint.put("timeAdded", Timestamp.write(timeAdded));
        }
        return taint;
    }
}
