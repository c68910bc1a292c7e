package dev.gyre.gateway.rules;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether two trees say the same. Jackson holds 1 read from JSON and 1 put as a long for different nodes, so numbers are
 * compared by value; what is absent, null or missing is the same nothing.
 */
public final class SameJson {

    private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
        if (a.equals(b)) {
            return 0;
        }
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : 1;
    };

    private SameJson() {}

    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        JsonNode left = orMissing(a);
        JsonNode right = orMissing(b);
        if (left.isMissingNode() || right.isMissingNode()) {
            return left.isMissingNode() && right.isMissingNode();
        }
        return left.equals(BY_VALUE, right);
    }

    /** Whether two objects agree in all fields but these. */
    public static boolean sameBut(ObjectNode a, ObjectNode b, String... fields) {
        Set<String> names = new HashSet<>(a.propertyNames());
        names.addAll(b.propertyNames());
        names.removeAll(List.of(fields));
        for (String name : names) {
            if (!same(a.get(name), b.get(name))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode orMissing(@Nullable JsonNode node) {
        return node == null || node.isNull() ? MissingNode.getInstance() : node;
    }
}
