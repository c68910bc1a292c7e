package dev.gyre.gateway.customresource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.custom.CustomSchema;
import dev.gyre.schemas.custom.CustomStructure;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a schema is structural: every field has a type, and combinations of schemas only narrow down what the types around them
 * allow. Only then is it known what to prune, to default and to merge.
 */
final class StructuralRules {

    private static final Set<String> TYPES = Set.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> NOT_SUPPORTED =
            List.of("$ref", "$schema", "id", "definitions", "dependencies", "patternProperties", "additionalItems");
    private static final List<String> NOT_IN_COMBINATIONS = List.of(
            "description",
            "type",
            "default",
            "title",
            "nullable",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type",
            "x-kubernetes-validations");

    private final FieldErrors errors;

    private StructuralRules(FieldErrors errors) {
        this.errors = errors;
    }

    static void validateRoot(JsonNode schema, FieldPath path, FieldErrors errors) {
        StructuralRules rules = new StructuralRules(errors);
        String type = schema.path("type").asString("");
        if (type.isEmpty()) {
            errors.required(path.child("type"), "must not be empty at the root");
        } else if (!type.equals("object")) {
            errors.invalid(path.child("type"), type, "must be object at the root");
        }
        rules.metadata(
                schema.path("properties").path("metadata"),
                path.child("properties").key("metadata"));
        rules.structural(schema, path, Level.ROOT);
    }

    /** Where a schema stands, which says what it must have. */
    private enum Level {
        ROOT,
        FIELD,
        ITEM
    }

    private void structural(JsonNode schema, FieldPath path, Level level) {
        common(schema, path);
        type(schema, path, level);
        value(schema, path);
        for (String all : List.of("allOf", "anyOf", "oneOf")) {
            for (int i = 0; i < schema.path(all).size(); i++) {
                narrowing(schema, schema.path(all).get(i), path.child(all).index(i));
            }
        }
        if (schema.path("not").isObject()) {
            narrowing(schema, schema.path("not"), path.child("not"));
        }
        schema.path("properties")
                .properties()
                .forEach(field ->
                        structural(field.getValue(), path.child("properties").key(field.getKey()), Level.FIELD));
        if (schema.path("items").isObject()) {
            structural(schema.path("items"), path.child("items"), Level.ITEM);
        }
        if (schema.path("additionalProperties").isObject()) {
            structural(schema.path("additionalProperties"), path.child("additionalProperties"), Level.FIELD);
        }
    }

    private void type(JsonNode schema, FieldPath path, Level level) {
        String type = schema.path("type").asString("");
        boolean isIntOrString = flag(schema, "x-kubernetes-int-or-string");
        boolean isFree = isIntOrString || flag(schema, "x-kubernetes-preserve-unknown-fields");
        if (type.isEmpty()) {
            if (!isFree && level == Level.FIELD) {
                errors.required(path.child("type"), "must not be empty for specified object fields");
            } else if (!isFree && level == Level.ITEM) {
                errors.required(path.child("type"), "must not be empty for specified array items");
            }
        } else if (!TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, TYPES);
        } else if (isIntOrString) {
            errors.invalid(path.child("type"), type, "must be empty if x-kubernetes-int-or-string is true");
        }
        if (flag(schema, "x-kubernetes-embedded-resource") && !type.equals("object")) {
            errors.invalid(path.child("type"), type, "must be object if x-kubernetes-embedded-resource is true");
        }
        if (flag(schema, "x-kubernetes-embedded-resource")
                && schema.path("properties").isEmpty()
                && !flag(schema, "x-kubernetes-preserve-unknown-fields")) {
            errors.required(
                    path.child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    /** What is forbidden everywhere. */
    private void common(JsonNode schema, FieldPath path) {
        for (String field : NOT_SUPPORTED) {
            if (schema.hasNonNull(field)) {
                errors.forbidden(path.child(field), field + " is not supported");
            }
        }
        if (flag(schema, "uniqueItems")) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isBoolean() && !additional.asBoolean()) {
            errors.forbidden(path.child("additionalProperties"), "additionalProperties cannot be set to false");
        }
        if (!additional.isMissingNode() && !schema.path("properties").isEmpty()) {
            errors.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        }
        if (schema.path("items").isArray()) {
            errors.forbidden(path.child("items"), "items must be a schema object and not an array");
        }
        String pattern = schema.path("pattern").asString("");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            errors.invalid(
                    path.child("pattern"), pattern, "must be a valid regular expression, but isn't: " + e.getMessage());
        }
        CelRules.validateShape(schema.path("x-kubernetes-validations"), path.child("x-kubernetes-validations"), errors);
    }

    private void value(JsonNode schema, FieldPath path) {
        String type = schema.path("type").asString("");
        if (type.equals("array") && !schema.path("items").isObject()) {
            errors.required(path.child("items"), "must be specified");
        }
        listType(schema, path);
        String mapType = schema.path("x-kubernetes-map-type").asString("");
        if (!mapType.isEmpty() && !type.equals("object")) {
            errors.invalid(path.child("type"), type, "must be object if x-kubernetes-map-type is specified");
        }
        if (!mapType.isEmpty() && !Set.of("atomic", "granular").contains(mapType)) {
            errors.notSupported(path.child("x-kubernetes-map-type"), mapType, List.of("atomic", "granular"));
        }
        if (schema.has("default") && !schema.path("default").isNull()) {
            defaultValue(schema, path.child("default"));
        }
    }

    private void listType(JsonNode schema, FieldPath path) {
        String listType = schema.path("x-kubernetes-list-type").asString("");
        JsonNode keys = schema.path("x-kubernetes-list-map-keys");
        if (listType.isEmpty()) {
            if (!keys.isEmpty()) {
                errors.required(
                        path.child("x-kubernetes-list-type"), "must be map if x-kubernetes-list-map-keys is non-empty");
            }
            return;
        }
        String type = schema.path("type").asString("");
        if (!type.equals("array")) {
            errors.invalid(path.child("type"), type, "must be array if x-kubernetes-list-type is specified");
        }
        if (!Set.of("atomic", "set", "map").contains(listType)) {
            errors.notSupported(path.child("x-kubernetes-list-type"), listType, List.of("atomic", "set", "map"));
        }
        if (!listType.equals("map")) {
            return;
        }
        if (keys.isEmpty()) {
            errors.required(
                    path.child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        }
        JsonNode items = schema.path("items");
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i).asString("");
            JsonNode field = items.path("properties").path(key);
            FieldPath itemPath = path.child("items").child("properties").key(key);
            boolean isRequired = items.path("required")
                    .valueStream()
                    .anyMatch(name -> name.asString("").equals(key));
            if (field.isMissingNode()) {
                errors.invalid(
                        path.child("x-kubernetes-list-map-keys").index(i),
                        key,
                        "entries must all be names of item properties");
            } else if (!isRequired && !field.has("default")) {
                errors.required(
                        itemPath.child("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            }
        }
    }

    /** A default must be what the schema itself accepts and keeps. */
    private void defaultValue(JsonNode schema, FieldPath path) {
        CustomSchema custom = CustomSchema.ofResource(wrapped(schema));
        ObjectNode holder = dev.gyre.schemas.Json.object();
        holder.set("value", schema.path("default").deepCopy());
        if (!CustomStructure.prune(holder, custom).isEmpty()) {
            errors.invalid(path, schema.path("default"), "must not have unknown fields");
            return;
        }
        CustomStructure.fillIn(holder, custom);
        JsonNode filled = holder.path("value");
        ValueCheck.of(schema).check(filled, null, new Place(path), errors);
    }

    private static ObjectNode wrapped(JsonNode schema) {
        ObjectNode root = dev.gyre.schemas.Json.object().put("type", "object");
        root.putObject("properties").set("value", schema);
        return root;
    }

    /** A schema that only narrows the one around it down. */
    private void narrowing(JsonNode around, JsonNode schema, FieldPath path) {
        boolean isPartOfIntOrString = flag(around, "x-kubernetes-int-or-string")
                && Set.of("integer", "string").contains(schema.path("type").asString(""));
        for (String field : NOT_IN_COMBINATIONS) {
            if (schema.hasNonNull(field) && !(field.equals("type") && isPartOfIntOrString)) {
                errors.forbidden(path.child(field), "must be empty to be structural");
            }
        }
        common(schema, path);
        schema.path("properties").properties().forEach(field -> {
            FieldPath at = path.child("properties").key(field.getKey());
            JsonNode known = around.path("properties").path(field.getKey());
            boolean isKnown =
                    known.isObject() || around.path("additionalProperties").isObject();
            if (!isKnown && !around.path("properties").isEmpty()) {
                errors.required(at, "because it is defined in " + path + ".properties[" + field.getKey() + "]");
            }
            narrowing(known, field.getValue(), at);
        });
        if (schema.path("items").isObject()) {
            narrowing(around.path("items"), schema.path("items"), path.child("items"));
        }
        for (String all : List.of("allOf", "anyOf", "oneOf")) {
            for (int i = 0; i < schema.path(all).size(); i++) {
                narrowing(around, schema.path(all).get(i), path.child(all).index(i));
            }
        }
        if (schema.path("not").isObject()) {
            narrowing(around, schema.path("not"), path.child("not"));
        }
    }

    private void metadata(JsonNode metadata, FieldPath path) {
        metadata.path("properties").properties().forEach(field -> {
            if (!Set.of("name", "generateName").contains(field.getKey())) {
                errors.forbidden(
                        path.child("properties").key(field.getKey()),
                        "must not specify anything other than name and generateName, but metadata is implicitly specified");
            }
        });
    }

    private static boolean flag(JsonNode schema, String name) {
        return schema.path(name).asBoolean(false);
    }
}
