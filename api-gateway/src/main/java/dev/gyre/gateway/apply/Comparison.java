package dev.gyre.gateway.apply;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields in which two documents of one schema differ. A field whose value Kubernetes' own types always have ({@code spec},
 * {@code status}, {@code strategy}) is there, with nothing in it, where a document leaves it out: nobody adds it.
 */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    static Comparison between(ObjectNode before, ObjectNode after, FieldSchema schema) {
        Walk walk = new Walk();
        walk.value(before, after, schema);
        return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
    }

    boolean isSame() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    /** What is there and was not so before. */
    FieldSet changed() {
        return modified.union(added);
    }

    /** As if nothing had happened below these paths. */
    Comparison without(FieldSet ignored) {
        return ignored.isEmpty()
                ? this
                : new Comparison(
                        added.deepDifference(ignored),
                        modified.deepDifference(ignored),
                        removed.deepDifference(ignored));
    }

    /** Java's null is what is absent; JSON's is a value that says nothing. */
    private static final class Walk {
        private static final ObjectNode NOTHING = Json.object();

        final FieldSet.Builder added = new FieldSet.Builder();
        final FieldSet.Builder modified = new FieldSet.Builder();
        final FieldSet.Builder removed = new FieldSet.Builder();
        private final List<String> path = new ArrayList<>();

        void value(@Nullable JsonNode before, @Nullable JsonNode after, FieldSchema schema) {
            boolean holdsNothing = isNothing(before) && isNothing(after);
            FieldSchema items = schema.items();
            if (before == after) {
                return;
            } else if (OwnedFields.isLeaf(schema) || holdsNothing) {
                leaf(before, after);
                return;
            } else if (schema.type() == Type.ARRAY && items != null) {
                items(byName(before, schema), byName(after, schema), items);
            } else {
                members(before, after, schema);
            }
            if (before == null) {
                added.add(path);
            } else if (after == null) {
                removed.add(path);
            }
        }

        private void leaf(@Nullable JsonNode before, @Nullable JsonNode after) {
            if (before == null) {
                added.add(path);
            } else if (after == null) {
                removed.add(path);
            } else if (before.isNull() != after.isNull() || !SameJson.same(before, after)) {
                modified.add(path);
            }
        }

        private void members(@Nullable JsonNode before, @Nullable JsonNode after, FieldSchema schema) {
            Set<String> names = new LinkedHashSet<>();
            if (before != null) {
                names.addAll(before.propertyNames());
            }
            if (after != null) {
                names.addAll(after.propertyNames());
            }
            for (String name : names) {
                FieldSchema member = OwnedFields.member(schema, name);
                if (member != null) {
                    JsonNode otherwise = member.isAlwaysThere() ? nothing(member) : null;
                    path.add(PathElement.field(name));
                    value(get(before, name, otherwise), get(after, name, otherwise), member);
                    path.removeLast();
                }
            }
        }

        private static JsonNode nothing(FieldSchema schema) {
            return schema.type() == Type.OBJECT ? NOTHING : Json.MAPPER.nullNode();
        }

        /** Of a document that is not there nothing is, not even what always is. */
        private static @Nullable JsonNode get(@Nullable JsonNode document, String name, @Nullable JsonNode otherwise) {
            if (document == null) {
                return null;
            }
            JsonNode value = document.get(name);
            return value == null ? otherwise : value;
        }

        private void items(Map<String, List<JsonNode>> before, Map<String, List<JsonNode>> after, FieldSchema items) {
            Set<String> elements = new LinkedHashSet<>(before.keySet());
            elements.addAll(after.keySet());
            for (String element : elements) {
                List<JsonNode> old = before.getOrDefault(element, List.of());
                List<JsonNode> now = after.getOrDefault(element, List.of());
                path.add(element);
                if (old.size() <= 1 && now.size() <= 1) {
                    value(old.isEmpty() ? null : old.getFirst(), now.isEmpty() ? null : now.getFirst(), items);
                } else {
                    leaf(array(old), array(now));
                }
                path.removeLast();
            }
        }

        /** Items that share a name are one value to whoever owns them. */
        private static @Nullable JsonNode array(List<JsonNode> items) {
            return items.isEmpty() ? null : Json.MAPPER.createArrayNode().addAll(items);
        }

        /** Items without a name are left out, as nobody can own them. */
        private static Map<String, List<JsonNode>> byName(@Nullable JsonNode list, FieldSchema schema) {
            Map<String, List<JsonNode>> byName = new LinkedHashMap<>();
            if (list != null) {
                for (JsonNode item : list) {
                    String element = PathElement.itemOrNull(item, schema);
                    if (element != null) {
                        byName.computeIfAbsent(element, name -> new ArrayList<>(1))
                                .add(item);
                    }
                }
            }
            return byName;
        }

        private static boolean isNothing(@Nullable JsonNode value) {
            return value == null || value.isNull() || value.isContainer() && value.isEmpty();
        }
    }
}
