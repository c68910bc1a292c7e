package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.selection.LabelSelector;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the entries of {@code spec.metrics} ask. A question is the path of a metrics API, where the view knows that somebody
 * serves it; the lag of a group of consumers has one of its own.
 *
 * @param pods the target's
 */
record MetricsQuestions(Resource autoscaler, LabelSelector pods, ClusterView view, ResourceKinds kinds) {

    private static final String CUSTOM = "custom.metrics.k8s.io";
    private static final String EXTERNAL = "external.metrics.k8s.io";

    List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        autoscaler.json().path("spec").path("metrics").forEach(metric -> metrics.add(metric(metric)));
        return metrics;
    }

    private Metric metric(JsonNode metric) {
        String type = metric.path("type").asString("");
        String namespace = autoscaler.namespace();
        return switch (type) {
            case "Resource" -> new ResourceMetric(type, "resource", metric.path("resource"), namespace, usage());
            case "ContainerResource" ->
                new ResourceMetric(type, "containerResource", metric.path("containerResource"), namespace, usage());
            case "Pods" -> new PodsMetric(metric.path("pods"), ofPods(metric.path("pods")));
            case "Object" -> {
                JsonNode source = metric.path("object");
                yield new WholeMetric(
                        type,
                        source,
                        namespace,
                        ofObject(source),
                        noCustomMetrics().message());
            }
            case "External" -> {
                JsonNode source = metric.path("external");
                String failure = Amounts.name(source).equals(ConsumerLagQuestion.METRIC)
                        ? "its selector names no group"
                        : "the server could not find the requested resource";
                yield new WholeMetric(type, source, namespace, external(source), failure);
            }
            default -> new UnknownMetric(type);
        };
    }

    static AutoscalingException noCustomMetrics() {
        return new AutoscalingException("no custom metrics API (" + CUSTOM + ") registered");
    }

    private String usage() {
        return "/apis/metrics.k8s.io/v1beta1/namespaces/" + autoscaler.namespace() + "/pods?labelSelector="
                + encoded(pods.toString());
    }

    private @Nullable String ofPods(JsonNode source) {
        String root = root(CUSTOM, "v1beta2", "v1beta1");
        return root == null
                ? null
                : root + "/pods/*/" + encoded(Amounts.name(source)) + "?labelSelector=" + encoded(pods.toString())
                        + selector("&metricLabelSelector=", source);
    }

    private @Nullable String ofObject(JsonNode source) {
        String root = root(CUSTOM, "v1beta2", "v1beta1");
        JsonNode object = source.path("describedObject");
        String apiVersion = object.path("apiVersion").asString("");
        String kindName = object.path("kind").asString("");
        ResourceKind kind = ScaleTarget.kind(apiVersion, kindName, view, kinds);
        if (root == null || kind == null) {
            return null;
        }
        String path = kind.groupResource().equals("namespaces")
                ? "/metrics/"
                : "/" + kind.groupResource() + "/" + encoded(object.path("name").asString("")) + "/";
        return root + path + encoded(Amounts.name(source)) + selector("?metricLabelSelector=", source);
    }

    private @Nullable String external(JsonNode source) {
        if (Amounts.name(source).equals(ConsumerLagQuestion.METRIC)) {
            return ConsumerLagQuestion.of(source);
        }
        String root = root(EXTERNAL, "v1beta1");
        return root == null ? null : root + "/" + encoded(Amounts.name(source)) + selector("?labelSelector=", source);
    }

    /** The path of the first of these versions that somebody has said to serve; null where nobody has. */
    private @Nullable String root(String group, String... versions) {
        for (String version : versions) {
            ResourceKey service =
                    ResourceKey.clusterScoped("apiregistration.k8s.io", "apiservices", version + "." + group);
            if (view.get(service).isPresent()) {
                return "/apis/" + group + "/" + version + "/namespaces/" + autoscaler.namespace();
            }
        }
        return null;
    }

    private static String selector(String parameter, JsonNode source) {
        String selector = Amounts.selector(source);
        return selector.isEmpty() ? "" : parameter + encoded(selector);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An entry of no type that there is. */
    private record UnknownMetric(String type) implements Metric {
        @Override
        public @Nullable String question() {
            return null;
        }

        @Override
        public Proposal propose(Situation situation) throws AutoscalingException {
            throw new AutoscalingException("unknown metric source type \"" + type + "\"");
        }

        @Override
        public String failureReason() {
            return "InvalidMetricSourceType";
        }

        @Override
        public String attempt() {
            return "failed to get metric value";
        }
    }
}
