package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was recommended and done before, as far as it may still count. It stands in an annotation of the autoscaler, in whole
 * seconds, so that it outlives whoever decides. As long as nothing but what the status says was recommended, there is none:
 * an autoscaler that has nothing to do writes nothing.
 *
 * @param recommended what was last recommended, and is until something else is
 * @param before what was recommended before that
 * @param scalings what was done
 */
record History(int recommended, List<Recommendation> before, List<Scaling> scalings) {

    static final String ANNOTATION = "autoscaling.gyre.dev/history";

    /** This many replicas were recommended, until then. */
    record Recommendation(int replicas, Instant until) {}

    /** So many replicas were added, or taken away. */
    record Scaling(int change, Instant at) {}

    static History of(Resource autoscaler, int currentReplicas) {
        JsonNode json = read(autoscaler.annotations().getOrDefault(ANNOTATION, ""));
        List<Recommendation> before = new ArrayList<>();
        for (JsonNode each : json.path("before")) {
            Instant until = Timestamp.read(each.path("until"));
            if (until != null) {
                before.add(new Recommendation(each.path("replicas").asInt(0), until));
            }
        }
        List<Scaling> scalings = new ArrayList<>();
        for (JsonNode each : json.path("scalings")) {
            Instant at = Timestamp.read(each.path("at"));
            if (at != null) {
                scalings.add(new Scaling(each.path("change").asInt(0), at));
            }
        }
        JsonNode desired = autoscaler.json().path("status").path("desiredReplicas");
        int last = desired.asInt(0) > 0 ? desired.asInt(0) : currentReplicas;
        return new History(json.path("recommended").asInt(last), before, scalings);
    }

    /** Somebody else may have written there: what cannot be read is no history. */
    private static JsonNode read(String text) {
        try {
            return text.isEmpty() ? Json.object() : Json.readObject(text.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return Json.object();
        }
    }

    /**
     * Something is recommended now. Kept is only what can still be the highest or the lowest of the time since it.
     *
     * @param memory how long a recommendation counts
     */
    History recommending(int replicas, Instant now, Duration memory) {
        List<Recommendation> all = new ArrayList<>(before);
        if (recommended != replicas) {
            all.add(new Recommendation(recommended, now));
        }
        List<Recommendation> kept = new ArrayList<>();
        int highest = replicas;
        int lowest = replicas;
        for (Recommendation each : all.reversed()) {
            boolean counts = each.until().isAfter(now.minus(memory));
            if (counts && (each.replicas() > highest || each.replicas() < lowest)) {
                kept.addFirst(each);
                highest = Math.max(highest, each.replicas());
                lowest = Math.min(lowest, each.replicas());
            }
        }
        return new History(replicas, List.copyOf(kept), scalings);
    }

    /** So much was done now. */
    History scaling(int change, Instant now) {
        List<Scaling> all = new ArrayList<>(scalings);
        all.add(new Scaling(change, now));
        return new History(recommended, before, List.copyOf(all));
    }

    /** Without what was done longer ago than any policy asks. */
    History forgettingScalings(Instant now, Duration memory) {
        List<Scaling> kept = scalings.stream()
                .filter(each -> each.at().isAfter(now.minus(memory)))
                .toList();
        return new History(recommended, before, kept);
    }

    int highestSince(Instant cutoff) {
        return since(cutoff).max(Comparator.naturalOrder()).orElse(recommended);
    }

    int lowestSince(Instant cutoff) {
        return since(cutoff).min(Comparator.naturalOrder()).orElse(recommended);
    }

    private java.util.stream.Stream<Integer> since(Instant cutoff) {
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(recommended),
                before.stream().filter(each -> each.until().isAfter(cutoff)).map(Recommendation::replicas));
    }

    /** How many replicas there were at the beginning of a period, as far as autoscaling goes. */
    int replicasAt(Instant start, int current) {
        return current
                - scalings.stream()
                        .filter(each -> each.at().isAfter(start))
                        .mapToInt(Scaling::change)
                        .sum();
    }

    /** Nothing where the status says it all. */
    Optional<String> annotation(int desiredReplicas) {
        if (recommended == desiredReplicas && before.isEmpty() && scalings.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode json = Json.object().put("recommended", recommended);
        if (!before.isEmpty()) {
            ArrayNode array = json.putArray("before");
            before.forEach(each ->
                    array.addObject().put("replicas", each.replicas()).put("until", Timestamp.write(each.until())));
        }
        if (!scalings.isEmpty()) {
            ArrayNode array = json.putArray("scalings");
            scalings.forEach(
                    each -> array.addObject().put("change", each.change()).put("at", Timestamp.write(each.at())));
        }
        return Optional.of(new String(Json.write(json), StandardCharsets.UTF_8));
    }
}
