package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.ListType;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One step of a path, in the text that {@code FieldsV1} uses: {@code f:spec} for a field, {@code k:{"name":"web"}} for the item
 * of a list that its keys name, {@code v:"x"} for one that its value names, {@code i:3} for one that its place names. The text
 * is canonical, so steps are the same where their texts are.
 */
final class PathElement {

    /** Fields first, then items by key, by value, by place. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(PathElement::rank).thenComparing(Comparator.naturalOrder());

    private PathElement() {}

    static String field(String name) {
        return "f:" + name;
    }

    /**
     * The step to an item of a list that is not atomic.
     *
     * @throws IllegalArgumentException where nothing names the item
     */
    static String item(JsonNode item, FieldSchema list) {
        if (list.listType() == ListType.SET) {
            return "v:" + item;
        }
        TreeMap<String, JsonNode> keys = new TreeMap<>();
        for (String name : list.listMapKeys()) {
            JsonNode value = keyOf(item, name, list);
            if (value == null) {
                throw new IllegalArgumentException("associative list with keys has an element that omits key field \""
                        + name + "\" (and doesn't have default value)");
            }
            keys.put(name, value);
        }
        ObjectNode key = Json.object();
        key.setAll(keys);
        return "k:" + key;
    }

    /** The same; null where nothing names the item. */
    static @Nullable String itemOrNull(JsonNode item, FieldSchema list) {
        try {
            return item(item, list);
        } catch (IllegalArgumentException nameless) {
            return null;
        }
    }

    private static @Nullable JsonNode keyOf(JsonNode item, String name, FieldSchema list) {
        JsonNode value = item.get(name);
        if (value != null && !value.isNull()) {
            return value;
        }
        FieldSchema items = list.items();
        FieldSchema field = items == null ? null : items.properties().get(name);
        String otherwise = field == null ? null : field.defaultValue();
        return otherwise == null ? null : StringNode.valueOf(otherwise);
    }

    /** The canonical text of what a client wrote; null for a kind of step that nobody knows. */
    static @Nullable String canonical(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("not a path element: " + text);
        }
        try {
            return switch (text.charAt(0)) {
                case 'f' -> text;
                case 'i' -> "i:" + Integer.parseInt(text.substring(2));
                case 'v' -> "v:" + Json.MAPPER.readTree(text.substring(2));
                case 'k' -> canonicalKey(Json.MAPPER.readTree(text.substring(2)));
                default -> null;
            };
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a path element: " + text, e);
        }
    }

    private static String canonicalKey(JsonNode key) {
        if (!key.isObject()) {
            throw new IllegalArgumentException("not the keys of an item: " + key);
        }
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        key.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        ObjectNode canonical = Json.object();
        canonical.setAll(sorted);
        return "k:" + canonical;
    }

    static boolean isField(String element) {
        return element.startsWith("f:");
    }

    static String fieldName(String element) {
        return element.substring(2);
    }

    /** As messages show it: {@code .spec}, {@code [name="web"]}, {@code [="x"]}, {@code [3]}. */
    static String shown(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            case 'k' -> {
                List<String> keys = new ArrayList<>();
                Json.MAPPER.readTree(rest).properties().forEach(key -> keys.add(key.getKey() + "=" + key.getValue()));
                yield "[" + String.join(",", keys) + "]";
            }
            default -> "[" + rest + "]";
        };
    }

    /** {@code .spec.containers[name="web"].image}. */
    static String shown(List<String> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(element -> text.append(shown(element)));
        return text.toString();
    }

    private static int rank(String element) {
        return "fkvi".indexOf(element.charAt(0));
    }
}
