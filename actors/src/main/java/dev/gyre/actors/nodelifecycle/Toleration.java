package dev.gyre.actors.nodelifecycle;

import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A taint that a pod puts up with, for a time or, where {@code seconds} is null, for good. */
record Toleration(
        String key,
        String operator,
        String value,
        String effect,
        @Nullable Long seconds) {

    static List<Toleration> allOf(Resource pod) {
        List<Toleration> tolerations = new ArrayList<>();
        for (JsonNode node : pod.json().path("spec").path("tolerations")) {
            JsonNode seconds = node.path("tolerationSeconds");
            tolerations.add(new Toleration(
                    node.path("key").asString(""),
                    node.path("operator").asString(""),
                    node.path("value").asString(""),
                    node.path("effect").asString(""),
                    seconds.isNumber() ? Math.max(0, seconds.asLong(0)) : null));
        }
        return tolerations;
    }

    /** An empty key with {@code Exists} tolerates every taint, an empty effect every effect. */
    boolean tolerates(Taint taint) {
        if (!effect.isEmpty() && !effect.equals(taint.effect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return operator.equals("Exists") || !key.isEmpty() && value.equals(taint.value());
    }
}
