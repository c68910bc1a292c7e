package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks a document by as much of JSON Schema as the records' schemas use; any other word is an error. */
final class JsonSchemaDocument {

    private static final List<String> KNOWN = List.of(
            "$schema",
            "$id",
            "title",
            "description",
            "format",
            "type",
            "properties",
            "required",
            "oneOf",
            "items",
            "additionalProperties",
            "const",
            "enum",
            "$ref");

    private JsonSchemaDocument() {}

    static List<String> problems(String record, JsonNode document) {
        List<String> problems = new ArrayList<>();
        check(read(record), document, record, problems);
        return problems;
    }

    private static JsonNode read(String record) {
        String file = "/dev/gyre/schemas/records/" + record + ".v1.schema.json";
        try (InputStream in = JsonSchemaDocument.class.getResourceAsStream(file)) {
            return Json.MAPPER.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private static void check(JsonNode schema, JsonNode value, String path, List<String> problems) {
        schema.propertyNames().forEach(word -> {
            if (!KNOWN.contains(word)) {
                throw new IllegalStateException(path + ": this check does not know \"" + word + "\"");
            }
        });
        if (schema.has("$ref")) {
            check(read(schema.get("$ref").asString().split(":")[3]), value, path, problems);
        }
        if (schema.has("type") && !isOfType(schema.get("type").asString(), value)) {
            problems.add(path + " is not of type " + schema.get("type").asString());
            return;
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            problems.add(path + " is not " + schema.get("const"));
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            problems.add(path + " is none of " + schema.get("enum"));
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.asString())) {
                problems.add(path + "." + name.asString() + " is missing");
            }
        });
        schema.path("properties").properties().forEach(property -> {
            if (value.has(property.getKey())) {
                check(property.getValue(), value.get(property.getKey()), path + "." + property.getKey(), problems);
            }
        });
        if (schema.has("additionalProperties")) {
            value.properties()
                    .forEach(p ->
                            check(schema.get("additionalProperties"), p.getValue(), path + "." + p.getKey(), problems));
        }
        if (schema.has("items")) {
            value.forEach(item -> check(schema.get("items"), item, path + "[]", problems));
        }
        if (schema.has("oneOf")) {
            long matching = schema.get("oneOf")
                    .valueStream()
                    .filter(branch -> {
                        List<String> inBranch = new ArrayList<>();
                        check(branch, value, path, inBranch);
                        return inBranch.isEmpty();
                    })
                    .count();
            if (matching != 1) {
                problems.add(path + " matches " + matching + " of oneOf");
            }
        }
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalStateException("this check does not know the type " + type);
        };
    }
}
