package dev.gyre.actors.disruption;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The pods whose eviction was granted and that are still there, by name, and since when. */
record Disrupted(Map<String, Instant> since) {

    /** A pod that is not on its way out after this long was not evicted after all. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Disrupted of(JsonNode disruptedPods, List<PodState> pods, Instant now) {
        Map<String, Instant> since = new TreeMap<>();
        for (PodState pod : pods) {
            Instant granted = time(disruptedPods.path(pod.resource().name()));
            if (granted != null
                    && !pod.resource().isDeleting()
                    && granted.plus(PATIENCE).isAfter(now)) {
                since.put(pod.resource().name(), granted);
            }
        }
        return new Disrupted(since);
    }

    boolean contains(PodState pod) {
        return since.containsKey(pod.resource().name());
    }

    /** When the first of them is given up; null where there is none. */
    @Nullable
    Instant nextExpiry() {
        return since.values().stream()
                .min(Instant::compareTo)
                .map(first -> first.plus(PATIENCE))
                .orElse(null);
    }

    StatusWrite write(StatusWrite status) {
        ObjectNode pods = Json.object();
        since.forEach((name, granted) -> pods.put(name, written(granted)));
        return pods.isEmpty() ? status.without("disruptedPods") : status.set("disruptedPods", pods);
    }

    static String written(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static @Nullable Instant time(JsonNode time) {
        try {
            return time.isString() ? Instant.parse(time.asString()) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
