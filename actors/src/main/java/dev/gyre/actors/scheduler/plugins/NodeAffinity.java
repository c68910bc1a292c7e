package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A pod's {@code nodeSelector} and required node affinity say where it may run; preferred terms add their weight to the
 * nodes they match. Terms are alternatives; within a term all expressions must match, and a term without any matches
 * nothing.
 */
public final class NodeAffinity implements Filter, Score {

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.spec().path("nodeSelector").isEmpty() || !affinity(pod).isEmpty();
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        return matchesSelector(pod, node) && matchesRequired(pod, node)
                ? List.of()
                : List.of("node(s) didn't match Pod's node affinity/selector");
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        long weight = 0;
        for (JsonNode preferred : affinity(pod).path("preferredDuringSchedulingIgnoredDuringExecution")) {
            if (matchesTerm(preferred.path("preference"), node)) {
                weight += preferred.path("weight").asLong(0);
            }
        }
        return weight;
    }

    @Override
    public Scale scale() {
        return Scale.MOST_IS_BEST;
    }

    private static JsonNode affinity(PodInfo pod) {
        return pod.spec().path("affinity").path("nodeAffinity");
    }

    private static boolean matchesSelector(PodInfo pod, NodeInfo node) {
        for (Map.Entry<String, JsonNode> label : pod.spec().path("nodeSelector").properties()) {
            if (!label.getValue().asString("").equals(node.labels().get(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesRequired(PodInfo pod, NodeInfo node) {
        JsonNode required = affinity(pod).path("requiredDuringSchedulingIgnoredDuringExecution");
        if (!required.isObject()) {
            return true;
        }
        for (JsonNode term : required.path("nodeSelectorTerms")) {
            if (matchesTerm(term, node)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesTerm(JsonNode term, NodeInfo node) {
        JsonNode expressions = term.path("matchExpressions");
        JsonNode fields = term.path("matchFields");
        if (expressions.isEmpty() && fields.isEmpty()) {
            return false;
        }
        for (JsonNode expression : expressions) {
            if (!matches(expression, node.labels().get(expression.path("key").asString("")))) {
                return false;
            }
        }
        for (JsonNode field : fields) {
            if (!field.path("key").asString("").equals("metadata.name") || !matches(field, node.name())) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(JsonNode expression, @Nullable String value) {
        JsonNode values = expression.path("values");
        return switch (expression.path("operator").asString("")) {
            case "In" -> value != null && contains(values, value);
            case "NotIn" -> value == null || !contains(values, value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    private static boolean contains(JsonNode values, String value) {
        for (JsonNode each : values) {
            if (each.asString("").equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** 0, which neither Gt nor Lt accepts, where either is no number. */
    private static int compare(@Nullable String value, JsonNode values) {
        try {
            return value == null
                    ? 0
                    : Long.compare(
                            Long.parseLong(value), Long.parseLong(values.path(0).asString("")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
