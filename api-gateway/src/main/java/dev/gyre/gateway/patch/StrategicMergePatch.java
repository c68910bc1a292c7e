package dev.gyre.gateway.patch;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch in which the schema says that some lists are merged item by item. Directives in the
 * patch refine it: {@code $patch: replace|delete|merge} for an object or an item, {@code $retainKeys} for what an object
 * keeps, {@code $deleteFromPrimitiveList/<field>} and {@code $setElementOrder/<field>} for a list beside them.
 *
 * <p>Where the schema knows nothing, objects are merged and lists replaced.
 */
public final class StrategicMergePatch {

    private static final String PATCH = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_PREFIX = "$deleteFromPrimitiveList/";
    private static final String ORDER_PREFIX = "$setElementOrder/";

    private StrategicMergePatch() {}

    public static ObjectNode apply(ObjectNode document, JsonNode patch, FieldSchema schema) {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.malformed("a strategic merge patch must be a JSON object");
        }
        return merge(document, changes, schema);
    }

    /** Builds the merged object from new containers along the way; what the patch does not touch is shared. */
    private static ObjectNode merge(ObjectNode original, ObjectNode patch, @Nullable FieldSchema schema) {
        switch (patch.path(PATCH).asString("")) {
            case "" -> {}
            case "merge" -> {}
            case "replace" -> {
                return withoutDirectives(patch);
            }
            case "delete" -> {
                return Json.object();
            }
            default ->
                throw PatchException.malformed(
                        "Unknown patch type found: " + patch.path(PATCH).asString());
        }
        ObjectNode merged = Json.object();
        merged.setAll(original);
        retainKeys(merged, patch);
        for (var change : patch.properties()) {
            String field = change.getKey();
            JsonNode value = change.getValue();
            if (field.startsWith(DELETE_PREFIX)) {
                String list = field.substring(DELETE_PREFIX.length());
                if (merged.get(list) instanceof ArrayNode existing) {
                    MergedList.requireModest(existing, array(value, field));
                    merged.set(list, MergedList.without(existing, array(value, field)));
                }
            } else if (!isDirective(field)) {
                mergeField(merged, field, value, property(schema, field));
            }
        }
        for (var change : patch.properties()) {
            if (change.getKey().startsWith(ORDER_PREFIX)) {
                order(merged, original, patch, change.getKey(), array(change.getValue(), change.getKey()), schema);
            }
        }
        return merged;
    }

    private static void mergeField(ObjectNode merged, String field, JsonNode value, @Nullable FieldSchema schema) {
        JsonNode existing = merged.get(field);
        if (value.isNull()) {
            merged.remove(field);
        } else if (value instanceof ObjectNode changes) {
            boolean replaces = schema != null && schema.patchStrategies().contains("replace");
            ObjectNode base = existing instanceof ObjectNode object && !replaces ? object : Json.object();
            merged.set(field, merge(base, changes, schema));
        } else if (value instanceof ArrayNode items
                && schema != null
                && schema.patchStrategies().contains("merge")) {
            ArrayNode base = existing instanceof ArrayNode array ? array : Json.MAPPER.createArrayNode();
            merged.set(field, mergeList(base, items, schema));
        } else {
            merged.set(field, withoutDirectives(value));
        }
    }

    private static ArrayNode mergeList(ArrayNode original, ArrayNode patch, FieldSchema schema) {
        MergedList.requireModest(original, patch);
        String key = schema.patchMergeKey();
        if (key == null) {
            ArrayNode merged = Json.MAPPER.createArrayNode();
            original.forEach(item -> MergedList.addIfAbsent(merged, item));
            patch.forEach(item -> MergedList.addIfAbsent(merged, item));
            return MergedList.inOrder(merged, patch, original, null);
        }
        List<ObjectNode> changes = new ArrayList<>();
        ArrayNode base = Json.MAPPER.createArrayNode().addAll(original);
        boolean replaces = false;
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode change)) {
                throw PatchException.malformed("expected an object in a list that is merged by " + key);
            }
            switch (change.path(PATCH).asString("")) {
                case "replace" -> replaces = true;
                case "delete" -> remove(base, key, mergeKey(change, key));
                default -> changes.add(change);
            }
        }
        if (replaces) {
            base = Json.MAPPER.createArrayNode();
        }
        ArrayNode order = Json.MAPPER.createArrayNode();
        for (ObjectNode change : changes) {
            if (replaces && !change.has(key)) {
                base.add(withoutDirectives(change));
                continue;
            }
            JsonNode name = mergeKey(change, key);
            int at = MergedList.indexOf(base, change, key);
            ObjectNode existing = at >= 0 && base.get(at) instanceof ObjectNode object ? object : Json.object();
            ObjectNode merged = merge(existing, change, schema.items());
            if (at >= 0) {
                base.set(at, merged);
            } else {
                base.add(merged);
            }
            order.addObject().set(key, name);
        }
        return MergedList.inOrder(base, order, original, key);
    }

    private static void order(
            ObjectNode merged,
            ObjectNode original,
            ObjectNode patch,
            String directive,
            ArrayNode order,
            @Nullable FieldSchema schema) {
        String field = directive.substring(ORDER_PREFIX.length());
        if (!(merged.get(field) instanceof ArrayNode list)) {
            return;
        }
        MergedList.requireModest(list, order);
        FieldSchema listSchema = property(schema, field);
        String key = listSchema == null ? null : listSchema.patchMergeKey();
        if (patch.get(field) instanceof ArrayNode items) {
            requireOrdered(items, order, key, field);
        }
        ArrayNode before = original.get(field) instanceof ArrayNode array ? array : Json.MAPPER.createArrayNode();
        merged.set(field, MergedList.inOrder(list, order, before, key));
    }

    private static void requireOrdered(ArrayNode items, ArrayNode order, @Nullable String key, String field) {
        for (JsonNode item : items) {
            boolean isDirectiveOnly = item.has(PATCH);
            if (!isDirectiveOnly && MergedList.indexOf(order, item, key) < 0) {
                throw PatchException.malformed(
                        "The order in patch list doesn't match $setElementOrder list for " + field);
            }
        }
    }

    private static void retainKeys(ObjectNode merged, ObjectNode patch) {
        JsonNode directive = patch.get(RETAIN_KEYS);
        if (directive == null) {
            return;
        }
        Set<String> kept = new HashSet<>();
        array(directive, RETAIN_KEYS).forEach(name -> kept.add(name.asString("")));
        for (String field : patch.propertyNames()) {
            if (!isDirective(field) && !patch.path(field).isNull() && !kept.contains(field)) {
                throw PatchException.malformed("the field " + field + " of the patch is not in $retainKeys");
            }
        }
        merged.properties().removeIf(entry -> !kept.contains(entry.getKey()));
    }

    private static void remove(ArrayNode items, String key, JsonNode name) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (SameJson.same(items.path(i).get(key), name)) {
                items.remove(i);
            }
        }
    }

    private static JsonNode mergeKey(ObjectNode item, String key) {
        JsonNode name = item.get(key);
        if (name == null || name.isNull()) {
            throw PatchException.malformed("map: " + item + " does not contain declared merge key: " + key);
        }
        return name;
    }

    private static @Nullable FieldSchema property(@Nullable FieldSchema schema, String field) {
        if (schema == null) {
            return null;
        }
        return schema.type() == Type.MAP ? schema.items() : schema.properties().get(field);
    }

    private static ArrayNode array(JsonNode node, String directive) {
        if (node instanceof ArrayNode array) {
            return array;
        }
        throw PatchException.malformed(directive + " must be a list");
    }

    private static boolean isDirective(String field) {
        return field.equals(PATCH)
                || field.equals(RETAIN_KEYS)
                || field.startsWith(DELETE_PREFIX)
                || field.startsWith(ORDER_PREFIX);
    }

    private static ObjectNode withoutDirectives(ObjectNode node) {
        ObjectNode clean = Json.object();
        node.properties().forEach(entry -> {
            if (!isDirective(entry.getKey()) && !entry.getValue().isNull()) {
                clean.set(entry.getKey(), withoutDirectives(entry.getValue()));
            }
        });
        return clean;
    }

    private static JsonNode withoutDirectives(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return withoutDirectives(object);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode clean = Json.MAPPER.createArrayNode();
            array.forEach(item -> clean.add(withoutDirectives(item)));
            return clean;
        }
        return node;
    }
}
