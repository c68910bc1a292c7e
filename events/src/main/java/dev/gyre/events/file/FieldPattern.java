package dev.gyre.events.file;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names fields of any object by a path: {@code data.password}, {@code spec.containers.env.value} (of every element, where
 * a field is a list), {@code metadata.annotations.example\.com/owner} (a dot inside a name), {@code data.*} (any field),
 * {@code **.env.value} (at any depth). A kind before a colon, {@code configmaps:data.*} or {@code deployments.apps:spec.paused},
 * makes it one of this kind's objects only; a colon inside a name is written {@code \\:}.
 *
 * @param groupResource the kind; empty for any
 */
record FieldPattern(String groupResource, List<String> names) {

    private static final String ANY = "*";
    private static final String ANY_DEPTH = "**";
    private static final String REMOVED = "(redacted)";

    /** @param groupResource what the log calls a kind that a path calls by any of its names */
    static FieldPattern parse(String text, UnaryOperator<String> groupResource) {
        String[] qualified = text.split("(?<!\\\\):", 2);
        List<String> names = new ArrayList<>();
        for (String part : qualified[qualified.length - 1].split("(?<!\\\\)\\.", -1)) {
            String name = part.replace("\\.", ".").replace("\\:", ":");
            if (name.isEmpty() && !(names.isEmpty() && text.startsWith("."))) {
                throw new LogFileException("\"" + text
                        + "\" is no path of fields; write spec.containers.env.value, data.* or **.env.value");
            }
            if (name.indexOf('*') >= 0 && !name.equals(ANY) && !name.equals(ANY_DEPTH)) {
                throw new LogFileException(
                        "\"" + text + "\" has a pattern in a name; only * for any name and ** for any depth are known");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        if (names.isEmpty() || names.getLast().equals(ANY_DEPTH)) {
            throw new LogFileException("\"" + text + "\" names no field");
        }
        return new FieldPattern(qualified.length == 1 ? "" : groupResource.apply(qualified[0]), List.copyOf(names));
    }

    /** As it is written. */
    String text() {
        String path = names.stream()
                .map(name -> name.replace(".", "\\.").replace(":", "\\:"))
                .collect(Collectors.joining("."));
        return groupResource.isEmpty() ? path : groupResource + ":" + path;
    }

    /** Whether it may be one of an object of this kind. */
    boolean isOf(String kind) {
        return groupResource.isEmpty() || groupResource.equals(kind);
    }

    /** The same tree with every value under this path taken out; its type stays, so that it can still be read. */
    void redact(JsonNode node) {
        redact(node, names);
    }

    private static void redact(JsonNode node, List<String> names) {
        if (node instanceof ArrayNode list) {
            list.forEach(element -> redact(element, names));
        } else if (node instanceof ObjectNode object) {
            if (names.getFirst().equals(ANY_DEPTH)) {
                redact(object, names.subList(1, names.size()));
                object.values().forEach(value -> redact(value, names));
            } else {
                fields(object, names.getFirst()).forEach(field -> redactField(object, field, names));
            }
        }
    }

    private static List<String> fields(ObjectNode object, String name) {
        if (name.equals(ANY)) {
            return List.copyOf(object.propertyNames());
        }
        return object.has(name) ? List.of(name) : List.of();
    }

    private static void redactField(ObjectNode object, String field, List<String> names) {
        if (names.size() == 1) {
            object.set(field, removed(object.path(field)));
        } else {
            redact(object.path(field), names.subList(1, names.size()));
        }
    }

    private static JsonNode removed(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                ObjectNode emptied = Json.object();
                value.properties().forEach(field -> emptied.set(field.getKey(), removed(field.getValue())));
                yield emptied;
            }
            case ARRAY -> {
                ArrayNode emptied = Json.MAPPER.createArrayNode();
                value.forEach(element -> emptied.add(removed(element)));
                yield emptied;
            }
            case STRING -> Json.MAPPER.getNodeFactory().stringNode(REMOVED);
            case NUMBER -> Json.MAPPER.getNodeFactory().numberNode(0);
            case BOOLEAN -> Json.MAPPER.getNodeFactory().booleanNode(false);
            default -> value;
        };
    }
}
