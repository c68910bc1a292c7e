package dev.gyre.schemas.defaults;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills fields that are not set, and finds the parts of a tree that are there to be filled. */
final class Unset {

    private Unset() {}

    /** For fields that are strings in Go: an empty one is as good as none. */
    static void string(ObjectNode node, String field, String value) {
        if (node.path(field).asString("").isEmpty()) {
            node.put(field, value);
        }
    }

    /** For fields that are pointers in Go: any value counts, zero included. */
    static void number(ObjectNode node, String field, long value) {
        if (isMissing(node, field)) {
            putNumber(node, field, value);
        }
    }

    /** For fields that are plain numbers in Go: zero is as good as none. */
    static void zero(ObjectNode node, String field, long value) {
        JsonNode present = node.path(field);
        if (isMissing(node, field) || (present.isNumber() && present.asDouble() == 0)) {
            putNumber(node, field, value);
        }
    }

    static void flag(ObjectNode node, String field, boolean value) {
        if (isMissing(node, field)) {
            node.put(field, value);
        }
    }

    /** The object in this field, which is made where there is none. */
    static ObjectNode object(ObjectNode node, String field) {
        if (node.get(field) instanceof ObjectNode present) {
            return present;
        }
        return isMissing(node, field) ? node.putObject(field) : Json.object();
    }

    static boolean isMissing(JsonNode node, String field) {
        return !node.hasNonNull(field);
    }

    /** The object in this field if there is one, as a list so that it can be walked. */
    static List<ObjectNode> child(ObjectNode node, String field) {
        return node.get(field) instanceof ObjectNode present ? List.of(present) : List.of();
    }

    /** The objects in the array in this field; empty where it is something else. */
    static List<ObjectNode> items(ObjectNode node, String field) {
        List<ObjectNode> items = new ArrayList<>();
        if (node.get(field) instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (item instanceof ObjectNode object) {
                    items.add(object);
                }
            }
        }
        return items;
    }

    private static void putNumber(ObjectNode node, String field, long value) {
        if (value == (int) value) {
            node.put(field, (int) value);
        } else {
            node.put(field, value);
        }
    }
}
