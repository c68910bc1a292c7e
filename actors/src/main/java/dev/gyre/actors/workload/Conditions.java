package dev.gyre.actors.workload;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The conditions of an object, in the order in which they first appeared. A condition keeps its transition time as long as
 * its status stays what it is, and is left alone altogether where status and reason stay: only then does reporting the same
 * thing again change nothing.
 */
public record Conditions(List<Condition> all) {

    public static Conditions of(JsonNode conditions) {
        List<Condition> all = new ArrayList<>();
        conditions.forEach(condition -> all.add(Condition.read(condition)));
        return new Conditions(List.copyOf(all));
    }

    public @Nullable Condition get(String type) {
        for (Condition condition : all) {
            if (condition.type().equals(type)) {
                return condition;
            }
        }
        return null;
    }

    /** What is true now, unless the same was said before. */
    public Conditions report(Condition condition) {
        Condition before = get(condition.type());
        if (before == null) {
            return replace(condition);
        }
        if (!before.status().equals(condition.status())) {
            return replace(condition);
        }
        return before.reason().equals(condition.reason())
                ? this
                : replace(condition.since(before.lastTransitionTime()));
    }

    /** As {@link #report}, but another message alone is news too. */
    public Conditions reportWithMessage(Condition condition) {
        Condition before = get(condition.type());
        boolean isNews = before == null
                || !before.status().equals(condition.status())
                || !Objects.equals(before.message(), condition.message());
        if (!isNews) {
            return report(condition);
        }
        return before != null && before.status().equals(condition.status())
                ? replace(condition.since(before.lastTransitionTime()))
                : replace(condition);
    }

    /** Puts the condition in the place of the one of its type, as it is. */
    public Conditions replace(Condition condition) {
        List<Condition> next = new ArrayList<>(all);
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).type().equals(condition.type())) {
                next.set(i, condition);
                return new Conditions(List.copyOf(next));
            }
        }
        next.add(condition);
        return new Conditions(List.copyOf(next));
    }

    public Conditions without(String type) {
        return new Conditions(all.stream().filter(c -> !c.type().equals(type)).toList());
    }

    public ArrayNode toJson() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        all.forEach(condition -> array.add(condition.toJson()));
        return array;
    }
}
