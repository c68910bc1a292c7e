package dev.gyre.actors.workload;

import dev.gyre.schemas.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A {@code NodeSelector}, as pods and volumes have it: terms are alternatives; within a term all expressions must match, and
 * a term without any matches nothing.
 */
public final class NodeSelector {

    private NodeSelector() {}

    /** Whether a pod's {@code nodeSelector} and required node affinity let it run there. */
    public static boolean admits(JsonNode podSpec, Resource node) {
        for (Map.Entry<String, JsonNode> label : podSpec.path("nodeSelector").properties()) {
            if (!label.getValue().asString("").equals(node.labels().get(label.getKey()))) {
                return false;
            }
        }
        JsonNode required =
                podSpec.path("affinity").path("nodeAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
        return !required.isObject() || matches(required, node);
    }

    public static boolean matches(JsonNode nodeSelector, Resource node) {
        for (JsonNode term : nodeSelector.path("nodeSelectorTerms")) {
            if (matchesTerm(term, node)) {
                return true;
            }
        }
        return false;
    }

    public static boolean matchesTerm(JsonNode term, Resource node) {
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
