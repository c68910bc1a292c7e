package dev.gyre.gateway.metrics;

import dev.gyre.schemas.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubelets' summaries as {@code NodeMetrics} and {@code PodMetrics}. What has not been measured twice yet is left out. */
final class MetricsDocuments {

    static final String API_VERSION = "metrics.k8s.io/v1beta1";
    private static final long KIB = 1024;
    private static final double MILLIS = 1e3;

    private MetricsDocuments() {}

    /** Null where the node says nothing of itself. */
    static @Nullable ObjectNode ofNode(JsonNode node, JsonNode summary, Instant now) {
        JsonNode measured = summary.path("node");
        if (!isMeasured(measured)) {
            return null;
        }
        ObjectNode metrics = head("NodeMetrics", node, measured, now);
        metrics.set("usage", usage(measured));
        return metrics;
    }

    /** Null where a running container of the pod has not been measured: half a pod would be a wrong number. */
    static @Nullable ObjectNode ofPod(JsonNode pod, JsonNode summary, Instant now) {
        String uid = pod.path("metadata").path("uid").asString("");
        for (JsonNode measured : summary.path("pods")) {
            if (measured.path("podRef").path("uid").asString("").equals(uid)) {
                return ofContainers(pod, measured.path("containers"), now);
            }
        }
        return null;
    }

    private static @Nullable ObjectNode ofContainers(JsonNode pod, JsonNode containers, Instant now) {
        if (containers.isEmpty()) {
            return null;
        }
        ObjectNode metrics = head("PodMetrics", pod, containers.path(0), now);
        ArrayNode all = metrics.putArray("containers");
        for (JsonNode container : containers) {
            if (!isMeasured(container)) {
                return null;
            }
            all.addObject().put("name", container.path("name").asString()).set("usage", usage(container));
        }
        return metrics;
    }

    private static boolean isMeasured(JsonNode measured) {
        return measured.path("cpu").hasNonNull("usageNanoCores")
                && measured.path("memory").hasNonNull("workingSetBytes");
    }

    private static ObjectNode head(String kind, JsonNode object, JsonNode measured, Instant now) {
        ObjectNode metrics = Json.object().put("kind", kind).put("apiVersion", API_VERSION);
        JsonNode of = object.path("metadata");
        ObjectNode metadata =
                metrics.putObject("metadata").put("name", of.path("name").asString());
        if (of.hasNonNull("namespace")) {
            metadata.put("namespace", of.path("namespace").asString());
        }
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (of.path("labels").isObject()) {
            metadata.set("labels", of.path("labels").deepCopy());
        }
        JsonNode cpu = measured.path("cpu");
        return metrics.put("timestamp", cpu.path("time").asString(""))
                .put(
                        "window",
                        String.format(
                                Locale.ROOT, "%.3fs", cpu.path("windowMillis").asLong(0) / MILLIS));
    }

    private static ObjectNode usage(JsonNode measured) {
        return Json.object()
                .put("cpu", measured.path("cpu").path("usageNanoCores").asLong(0) + "n")
                .put("memory", measured.path("memory").path("workingSetBytes").asLong(0) / KIB + "Ki");
    }
}
