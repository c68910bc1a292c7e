package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was measured, as it stands on a decision: of an answer of the metrics APIs only what is counted with. Samples of pods'
 * containers ({@code pods}), single values ({@code values}), or why there are none ({@code failure}).
 */
public final class Answer {

    private static final Duration UNTOLD_WINDOW = Duration.ofMinutes(1);

    private final JsonNode json;

    private Answer(JsonNode json) {
        this.json = json;
    }

    /** Reads back what stands on a decision; an answer that never came is a failure, too. */
    static Answer read(@Nullable String text) {
        return text == null
                ? new Answer(Json.object().put("failure", "no answer"))
                : new Answer(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** It could not be measured. */
    public static Answer failure(String why) {
        return new Answer(Json.object().put("failure", why));
    }

    /** One number. */
    public static Answer value(long value) {
        ObjectNode json = Json.object();
        json.putArray("values").addObject().put("value", Long.toString(value));
        return new Answer(json);
    }

    /** A {@code PodMetricsList}. */
    static Answer ofPodMetrics(JsonNode list) {
        ObjectNode json = Json.object();
        ObjectNode pods = json.putObject("pods");
        for (JsonNode pod : list.path("items")) {
            ObjectNode sample = pods.putObject(pod.path("metadata").path("name").asString(""))
                    .put("at", pod.path("timestamp").asString(""))
                    .put("window", pod.path("window").asString(""));
            ObjectNode containers = sample.putObject("containers");
            for (JsonNode container : pod.path("containers")) {
                containers.set(container.path("name").asString(""), container.path("usage"));
            }
        }
        return new Answer(json);
    }

    /** A {@code MetricValueList} or {@code ExternalMetricValueList}. */
    static Answer ofValues(JsonNode list) {
        ObjectNode json = Json.object();
        ArrayNode values = json.putArray("values");
        for (JsonNode item : list.path("items")) {
            ObjectNode value = values.addObject();
            String of = item.path("describedObject").path("name").asString("");
            if (!of.isEmpty()) {
                value.put("of", of);
            }
            value.put("value", item.path("value").asString("0"));
            if (item.hasNonNull("timestamp")) {
                value.put("at", item.path("timestamp").asString(""));
            }
            if (item.hasNonNull("windowSeconds")) {
                value.put("window", item.path("windowSeconds").asLong(0) + "s");
            }
        }
        return new Answer(json);
    }

    /** As it stands on a decision. */
    public String text() {
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }

    /**
     * What pods use of a resource. A pod of which one container was not measured was not measured.
     *
     * @param container the one that counts; empty for all of them
     * @param namespace where they are, for messages
     */
    Map<String, Sample> usage(String resource, String container, String namespace) throws AutoscalingException {
        requireSuccess("resource");
        if (json.path("pods").isEmpty()) {
            throw new AutoscalingException("no metrics returned from resource metrics API");
        }
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> pod : json.path("pods").properties()) {
            JsonNode containers = pod.getValue().path("containers");
            if (!container.isEmpty() && !containers.has(container)) {
                throw new AutoscalingException("failed to get container metrics: container " + container
                        + " not present in metrics for pod " + namespace + "/" + pod.getKey());
            }
            Long used = used(
                    container.isEmpty() ? containers : Json.object().set(container, containers.get(container)),
                    resource);
            if (used != null) {
                samples.put(pod.getKey(), new Sample(used, at(pod.getValue()), window(pod.getValue())));
            }
        }
        return samples;
    }

    private static @Nullable Long used(JsonNode containers, String resource) {
        long sum = 0;
        for (JsonNode usage : containers) {
            if (!usage.hasNonNull(resource)) {
                return null;
            }
            sum += milli(usage.path(resource));
        }
        return sum;
    }

    /** A custom metric of pods, by their names. */
    Map<String, Sample> byPod() throws AutoscalingException {
        requireSuccess("custom");
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (JsonNode value : json.path("values")) {
            samples.put(
                    value.path("of").asString(""), new Sample(milli(value.path("value")), at(value), window(value)));
        }
        if (samples.isEmpty()) {
            throw new AutoscalingException("no metrics returned from custom metrics API");
        }
        return samples;
    }

    /**
     * Values of anything, in thousandths.
     *
     * @param api {@code custom} or {@code external}, for messages
     */
    List<Long> values(String api) throws AutoscalingException {
        requireSuccess(api);
        List<Long> values = new ArrayList<>();
        json.path("values").forEach(value -> values.add(milli(value.path("value"))));
        if (values.isEmpty()) {
            throw new AutoscalingException("no metrics returned from " + api + " metrics API");
        }
        return values;
    }

    private void requireSuccess(String api) throws AutoscalingException {
        if (json.has("failure")) {
            throw new AutoscalingException("unable to fetch metrics from " + api + " metrics API: "
                    + json.path("failure").asString(""));
        }
    }

    private static long milli(JsonNode quantity) {
        try {
            return Quantity.parse(quantity.asString("")).milliValue();
        } catch (IllegalArgumentException unreadable) {
            return 0;
        }
    }

    private static Instant at(JsonNode sample) {
        Instant at = dev.gyre.actors.workload.Timestamp.read(sample.path("at"));
        return at == null ? Instant.EPOCH : at;
    }

    /** As the metrics APIs write it: {@code 15.012s}, {@code 1m0s}. */
    private static Duration window(JsonNode sample) {
        try {
            return Duration.parse("PT" + sample.path("window").asString("").toUpperCase(java.util.Locale.ROOT));
        } catch (java.time.format.DateTimeParseException untold) {
            return UNTOLD_WINDOW;
        }
    }
}
