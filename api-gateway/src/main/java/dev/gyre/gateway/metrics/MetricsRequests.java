package dev.gyre.gateway.metrics;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.kubelet.KubeletConnections;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.table.Representation;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.selection.FieldSelector;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@code get} and {@code list} of {@code metrics.k8s.io/v1beta1}: which objects are meant follows from the snapshot,
 * what they use from the kubelets of their nodes. What a kubelet does not tell is not there.
 */
public final class MetricsRequests {

    private static final String GROUP = "metrics.k8s.io";
    private static final String NODES = "nodes";

    private final ResourceReader reader;
    private final NodeSummaries summaries;
    private final InstantSource clock;

    public MetricsRequests(ResourceReader reader, KubeletConnections kubelets, InstantSource clock) {
        this(reader, new NodeSummaries(kubelets::summary, clock), clock);
    }

    MetricsRequests(ResourceReader reader, NodeSummaries summaries, InstantSource clock) {
        this.reader = reader;
        this.summaries = summaries;
        this.clock = clock;
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        boolean isMetrics = info.apiVersion().equals(MetricsDocuments.API_VERSION)
                && (info.resource().equals(NODES) || info.resource().equals("pods"))
                && info.subresource() == null;
        if (!isMetrics) {
            return null;
        }
        Representation representation = Representation.of(request);
        return switch (info.verb()) {
            case "get" -> get(info, representation);
            case "list" -> list(request, info, representation);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private CompletionStage<ApiResponse> get(RequestInfo info, Representation representation) {
        String name = info.name() == null ? "" : info.name();
        return reader.consistent().thenCompose(snapshot -> {
            StoredObject object = snapshot.get(
                    info.resource().equals(NODES)
                            ? ResourceKey.clusterScoped("", NODES, name)
                            : ResourceKey.namespaced("", "pods", info.namespace(), name));
            return measure(snapshot, info, object == null ? List.of() : List.of(object))
                    .thenApply(measured -> {
                        if (measured.isEmpty()) {
                            throw notFound(info, name);
                        }
                        return answer(measured.getFirst(), measured, representation);
                    });
        });
    }

    private CompletionStage<ApiResponse> list(ApiRequest request, RequestInfo info, Representation representation) {
        LabelSelector labels;
        FieldSelector fields;
        try {
            String selector = request.parameter("labelSelector");
            labels = selector == null ? LabelSelector.EVERYTHING : LabelSelector.parse(selector);
            String fieldSelector = request.parameter("fieldSelector");
            fields = fieldSelector == null ? FieldSelector.EVERYTHING : FieldSelector.parse(fieldSelector);
        } catch (SelectorException e) {
            throw new StatusException(new Status(400, "BadRequest", String.valueOf(e.getMessage()), null));
        }
        return reader.consistent().thenCompose(snapshot -> {
            List<StoredObject> objects = new ArrayList<>();
            for (StoredObject object : snapshot.list("", info.resource(), info.namespace(), null)) {
                if (labels.matchesObject(object.json()) && fields.matchesObject(object.json())) {
                    objects.add(object);
                }
            }
            return measure(snapshot, info, objects).thenApply(measured -> {
                ObjectNode list = Json.object()
                        .put("kind", info.resource().equals(NODES) ? "NodeMetricsList" : "PodMetricsList")
                        .put("apiVersion", MetricsDocuments.API_VERSION);
                list.putObject("metadata");
                ArrayNode items = list.putArray("items");
                measured.forEach(items::add);
                return answer(list, measured, representation);
            });
        });
    }

    private CompletionStage<List<ObjectNode>> measure(Snapshot snapshot, RequestInfo info, List<StoredObject> objects) {
        boolean areNodes = info.resource().equals(NODES);
        Map<String, StoredObject> nodes = new LinkedHashMap<>();
        for (StoredObject object : objects) {
            String name = areNodes ? object.key().name() : nodeOf(object);
            StoredObject node = snapshot.get(ResourceKey.clusterScoped("", NODES, name.isEmpty() ? "-" : name));
            if (node != null) {
                nodes.put(name, node);
            }
        }
        return summaries.of(List.copyOf(nodes.values())).thenApply(known -> {
            Instant now = clock.instant();
            List<ObjectNode> measured = new ArrayList<>();
            for (StoredObject object : objects) {
                JsonNode summary = known.get(areNodes ? object.key().name() : nodeOf(object));
                ObjectNode metrics = summary == null
                        ? null
                        : areNodes
                                ? MetricsDocuments.ofNode(object.json(), summary, now)
                                : MetricsDocuments.ofPod(object.json(), summary, now);
                if (metrics != null) {
                    measured.add(metrics);
                }
            }
            return measured;
        });
    }

    private static String nodeOf(StoredObject pod) {
        return pod.json().path("spec").path("nodeName").asString("");
    }

    private static ApiResponse answer(ObjectNode plain, List<ObjectNode> objects, Representation representation) {
        ObjectNode body =
                representation.form() == Representation.Form.TABLE ? MetricsTable.of(objects, representation) : plain;
        return new ApiResponse.Full(200, Map.of("content-type", "application/json"), Json.write(body));
    }

    private static StatusException notFound(RequestInfo info, String name) {
        String kind = info.resource().equals(NODES) ? "nodemetrics" : "podmetrics";
        String full = info.namespace().isEmpty() ? name : info.namespace() + "/" + name;
        return new StatusException(new Status(
                404,
                "NotFound",
                kind + "." + GROUP + " \"" + full + "\" not found",
                Status.Details.of(GROUP, kind, full)));
    }
}
