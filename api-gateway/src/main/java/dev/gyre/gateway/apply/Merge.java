package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is there with a configuration laid over it: the configuration's values win, and what it does not name stays. Neither
 * tree is changed; the result shares branches with both.
 */
final class Merge {

    private Merge() {}

    static ObjectNode of(ObjectNode live, ObjectNode config, FieldSchema schema) {
        return members(live, config, schema);
    }

    private static JsonNode value(@Nullable JsonNode live, JsonNode config, FieldSchema schema) {
        boolean isBothEmpty = isEmpty(live) && isEmpty(config);
        FieldSchema items = schema.items();
        if (live == null || isBothEmpty || OwnedFields.isLeaf(schema)) {
            return config;
        }
        if (schema.type() == Type.ARRAY && items != null) {
            return live.isArray() && config.isArray() ? items(live, config, schema, items) : nonNull(live, config);
        }
        return live instanceof ObjectNode there && config instanceof ObjectNode changes
                ? members(there, changes, schema)
                : nonNull(live, config);
    }

    /** Null says nothing against something that is merged. */
    private static JsonNode nonNull(JsonNode live, JsonNode config) {
        return config.isNull() ? live : config;
    }

    private static boolean isEmpty(@Nullable JsonNode value) {
        return value == null || value.isNull() || value.isContainer() && value.isEmpty();
    }

    private static ObjectNode members(ObjectNode live, ObjectNode config, FieldSchema schema) {
        ObjectNode merged = Json.object();
        merged.setAll(live);
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            FieldSchema member = OwnedFields.member(schema, entry.getKey());
            merged.set(
                    entry.getKey(),
                    member == null ? entry.getValue() : value(live.get(entry.getKey()), entry.getValue(), member));
        }
        return merged;
    }

    /** An item of a list and the name that it has there. */
    private record Item(String name, JsonNode value) {
        static final String NAMELESS = "";

        static List<Item> of(JsonNode list, FieldSchema schema) {
            List<Item> items = new ArrayList<>();
            for (JsonNode item : list) {
                String name = PathElement.itemOrNull(item, schema);
                items.add(new Item(name == null ? NAMELESS : name, item));
            }
            return items;
        }
    }

    /**
     * Items that the configuration names stand in its order. What only the list has comes before the next item that both have,
     * and so before what only the configuration has there.
     *
     * <p>For example, live a b c d under d b x: the next that both have is d, so a and c, which only live has, come first, then
     * d; b has been passed, and x is new. The result is a c d b x.
     */
    private static ArrayNode items(JsonNode live, JsonNode config, FieldSchema schema, FieldSchema items) {
        List<Item> there = Item.of(live, schema);
        List<Item> wanted = Item.of(config, schema);
        Map<String, JsonNode> thereByName = new LinkedHashMap<>();
        there.forEach(item -> thereByName.putIfAbsent(item.name(), item.value()));
        Set<String> wantedNames = new HashSet<>();
        wanted.forEach(item -> wantedNames.add(item.name()));
        List<String> nextShared = nextShared(wanted, thereByName.keySet());
        ArrayNode result = Json.MAPPER.createArrayNode();
        int next = 0;
        for (int i = 0; i < wanted.size(); i++) {
            Item item = wanted.get(i);
            String shared = nextShared.get(i);
            while (next < there.size() && !isThat(there.get(next), shared)) {
                addUnlessNamed(there.get(next++), wantedNames, result);
            }
            if (isThat(item, shared)) {
                next++;
            }
            result.add(value(thereByName.get(item.name()), item.value(), items));
        }
        while (next < there.size()) {
            addUnlessNamed(there.get(next++), wantedNames, result);
        }
        return result;
    }

    /** For each wanted item the first from there on that the list has as well; a name that nothing has for none. */
    private static List<String> nextShared(List<Item> wanted, Set<String> there) {
        String[] next = new String[wanted.size()];
        String shared = Item.NAMELESS;
        for (int i = wanted.size() - 1; i >= 0; i--) {
            shared = there.contains(wanted.get(i).name()) ? wanted.get(i).name() : shared;
            next[i] = shared;
        }
        return List.of(next);
    }

    private static boolean isThat(Item item, String name) {
        return item.name().equals(name) && !name.equals(Item.NAMELESS);
    }

    private static void addUnlessNamed(Item item, Set<String> names, ArrayNode result) {
        if (!names.contains(item.name())) {
            result.add(item.value());
        }
    }
}
