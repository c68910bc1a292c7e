package dev.gyre.schemas.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.structure.StructureCheck;
import dev.gyre.schemas.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Autoscalers in the version that has all fields, and in the one that has most of them in annotations. */
class AutoscalerConversionTest {

    private static final String METRICS = """
            - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
            - {type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 500m}}}
            - {type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization, averageUtilization: 60}}}
            - {type: Pods, pods: {metric: {name: hits, selector: {matchLabels: {a: b}}}, target: {type: AverageValue, averageValue: 1k}}}
            - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: i}, target: {type: Value, value: 10k}}}
            - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: i}, target: {type: AverageValue, averageValue: 9}}}
            - {type: External, external: {metric: {name: queue, selector: {matchLabels: {q: x}}}, target: {type: AverageValue, averageValue: 30}}}
            - {type: External, external: {metric: {name: queue}, target: {type: Value, value: 30}}}
            """;
    private static final String CURRENT = """
            - {type: Resource, resource: {name: cpu, current: {averageUtilization: 70}}}
            - {type: Resource, resource: {name: cpu, current: {averageUtilization: 70, averageValue: 10m}}}
            - {type: Pods, pods: {metric: {name: hits}, current: {averageValue: 1k}}}
            - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: i}, current: {value: 10k}}}
            - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: i}, current: {averageValue: 9}}}
            - {type: ContainerResource, containerResource: {name: cpu, container: c, current: {averageUtilization: 60, averageValue: 5m}}}
            - {type: External, external: {metric: {name: queue}, current: {averageValue: 30}}}
            """;

    /** Which metrics there are survives; their order only where the share of CPU comes first, as in Kubernetes. */
    @Property(tries = 200)
    void nothingIsLostOnTheWayThereAndBack(@ForAll long seed, @ForAll boolean hasBehavior) {
        ObjectNode stored = some(new Random(seed), hasBehavior);
        ObjectNode served = stored.deepCopy();
        v1().conversion().fromStorage(served);
        assertThat(served.path("spec").has("metrics")).isFalse();
        assertThat(served.path("status").has("conditions")).isFalse();
        v1().conversion().toStorage(served);
        assertThat(sorted(served)).isEqualTo(sorted(stored));
    }

    @Property(tries = 200)
    void theVersionBetweenHasFieldsForAllButBehaviour(@ForAll long seed, @ForAll boolean hasBehavior) {
        ObjectNode stored = some(new Random(seed), hasBehavior);
        ApiVersion between = version("autoscaling/v2beta1");
        ObjectNode served = stored.deepCopy();
        between.conversion().fromStorage(served);
        assertThat(StructureCheck.problems(served, between.schema())).isEmpty();
        between.conversion().toStorage(served);
        assertThat(served).isEqualTo(stored);
    }

    private static ObjectNode some(Random chance, boolean hasBehavior) {
        ObjectNode stored = Yaml.readObject("""
                kind: HorizontalPodAutoscaler
                apiVersion: autoscaling/v2
                metadata: {name: web, annotations: {mine: kept}}
                spec: {maxReplicas: 3}
                status: {currentReplicas: 1, desiredReplicas: 2, conditions: [{type: AbleToScale, status: 'True'}]}
                """);
        some(stored.withObjectProperty("spec"), "metrics", METRICS, chance);
        some(stored.withObjectProperty("status"), "currentMetrics", CURRENT, chance);
        if (hasBehavior) {
            stored.withObjectProperty("spec").set("behavior", Yaml.readObject("scaleDown: {selectPolicy: Disabled}"));
        }
        return stored;
    }

    private static void some(ObjectNode parent, String field, String all, Random chance) {
        List<JsonNode> metrics = new ArrayList<>();
        Yaml.readObject("all:\n" + all.indent(2)).path("all").forEach(metrics::add);
        Collections.shuffle(metrics, chance);
        List<JsonNode> chosen = metrics.subList(0, chance.nextInt(metrics.size() + 1));
        if (!chosen.isEmpty()) {
            parent.putArray(field).addAll(chosen);
        }
    }

    private static ObjectNode sorted(ObjectNode autoscaler) {
        ObjectNode copy = autoscaler.deepCopy();
        sort(copy.withObjectProperty("spec"), "metrics");
        sort(copy.withObjectProperty("status"), "currentMetrics");
        return copy;
    }

    private static void sort(ObjectNode parent, String field) {
        if (parent.get(field) instanceof ArrayNode array) {
            List<JsonNode> items = new ArrayList<>();
            array.forEach(items::add);
            items.sort(java.util.Comparator.comparing(item -> new String(Json.write(sortedFields(item)))));
            array.removeAll().addAll(items);
        }
    }

    private static JsonNode sortedFields(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode sorted = Json.object();
        object.properties().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(field -> sorted.set(field.getKey(), sortedFields(field.getValue())));
        return sorted;
    }

    @Test
    void annotationsAreWrittenInTheOlderWords() {
        ObjectNode autoscaler = Yaml.readObject("kind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\n"
                + "metadata: {name: web}\nspec:\n  metrics:\n"
                + "  - {type: Pods, pods: {metric: {name: hits}, target: {type: AverageValue, averageValue: 1k}}}\n");
        v1().conversion().fromStorage(autoscaler);
        assertThat(autoscaler
                        .at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics")
                        .asString())
                .isEqualTo("[{\"type\":\"Pods\",\"pods\":{\"metricName\":\"hits\",\"targetAverageValue\":\"1k\"}}]");
    }

    private static ApiVersion v1() {
        return version("autoscaling/v1");
    }

    private static ApiVersion version(String apiVersion) {
        ResourceKind kind = KubernetesKinds.registry().find("autoscaling", "horizontalpodautoscalers");
        assertThat(kind).isNotNull();
        ApiVersion version = kind.served(apiVersion);
        assertThat(version).isNotNull();
        return version;
    }
}
