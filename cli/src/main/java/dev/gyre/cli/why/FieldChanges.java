package dev.gyre.cli.why;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What differs between two trees, one line a field: its path, what was there and what is. Lists of named things go by name; of
 * other lists each element is told that went or came.
 */
public final class FieldChanges {

    private static final int MAX_VALUE_LENGTH = 120;

    private final List<String> lines = new ArrayList<>();

    private FieldChanges() {}

    public static List<String> between(String path, JsonNode before, JsonNode after) {
        FieldChanges changes = new FieldChanges();
        changes.compare(path, before, after);
        return changes.lines;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            compareFields(path, fields(before), fields(after), ".%s");
        } else if (isNamedList(before) && isNamedList(after)) {
            compareFields(path, byName(before), byName(after), "[%s]");
        } else if (before.isArray() && after.isArray()) {
            compareElements(path, before, after);
        } else {
            add(path, before, after);
        }
    }

    private void compareElements(String path, JsonNode before, JsonNode after) {
        List<JsonNode> gone = without(before, after);
        List<JsonNode> come = without(after, before);
        if (gone.isEmpty() && come.isEmpty()) { // the same in another order
            add(path, before, after);
        }
        gone.forEach(element -> add(path, element, MissingNode.getInstance()));
        come.forEach(element -> add(path, MissingNode.getInstance(), element));
    }

    private void add(String path, JsonNode before, JsonNode after) {
        lines.add(path + ": " + shown(before) + " -> " + shown(after));
    }

    private void compareFields(
            String path, Map<String, JsonNode> before, Map<String, JsonNode> after, String pathFormat) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            compare(
                    path + pathFormat.formatted(name),
                    before.getOrDefault(name, MissingNode.getInstance()),
                    after.getOrDefault(name, MissingNode.getInstance()));
        }
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static boolean isNamedList(JsonNode list) {
        if (!list.isArray()) {
            return false;
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode element : list) {
            if (!names.add(element.path("name").asString(""))) {
                return false;
            }
        }
        return !names.contains("");
    }

    /** The elements of a list that another does not have as often. */
    private static List<JsonNode> without(JsonNode list, JsonNode other) {
        List<JsonNode> left = new ArrayList<>();
        list.forEach(left::add);
        other.forEach(left::remove);
        return left;
    }

    private static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        list.forEach(element -> elements.put(element.path("name").asString(""), element));
        return elements;
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String text = value.isString() ? value.asString() : value.toString();
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
    }
}
