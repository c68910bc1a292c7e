package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.custom.CustomSchema;
import dev.gyre.schemas.custom.JsonPath;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What one version of a definition may say: schema, columns, subresources, fields to select by. */
final class VersionRules {

    private static final Set<String> COLUMN_TYPES = Set.of("boolean", "date", "integer", "number", "string");
    private static final Set<String> COLUMN_FORMATS = Set.of(
            "binary", "bool", "byte", "date", "date-time", "double", "float", "int32", "int64", "name", "password");
    private static final int MAX_SELECTABLE_FIELDS = 8;

    private VersionRules() {}

    static void validate(JsonNode version, FieldPath path, FieldErrors errors) {
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        FieldPath schemaPath = path.child("schema").child("openAPIV3Schema");
        if (!schema.isObject()) {
            errors.required(schemaPath, "schemas are required");
        } else {
            int before = errors.all().size();
            StructuralRules.validateRoot(schema, schemaPath, errors);
            if (errors.all().size() == before) {
                CelRules.validate(CustomSchema.ofResource(schema), schemaPath, errors);
            }
        }
        if (version.hasNonNull("deprecationWarning")
                && !version.path("deprecated").asBoolean(false)) {
            errors.invalid(
                    path.child("deprecationWarning"),
                    version.path("deprecationWarning"),
                    "can only be set for deprecated versions");
        }
        validateColumns(version.path("additionalPrinterColumns"), path.child("additionalPrinterColumns"), errors);
        validateScale(
                version.path("subresources").path("scale"),
                path.child("subresources").child("scale"),
                errors);
        validateSelectable(version.path("selectableFields"), schema, path.child("selectableFields"), errors);
    }

    private static void validateColumns(JsonNode columns, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < columns.size(); i++) {
            JsonNode column = columns.get(i);
            FieldPath at = path.index(i);
            if (column.path("name").asString("").isEmpty()) {
                errors.required(at.child("name"), "");
            }
            String type = column.path("type").asString("");
            if (type.isEmpty()) {
                errors.required(
                        at.child("type"),
                        "must be one of "
                                + String.join(
                                        ",", COLUMN_TYPES.stream().sorted().toList()));
            } else if (!COLUMN_TYPES.contains(type)) {
                errors.invalid(
                        at.child("type"),
                        type,
                        "must be one of "
                                + String.join(
                                        ",", COLUMN_TYPES.stream().sorted().toList()));
            }
            String format = column.path("format").asString("");
            if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
                errors.invalid(
                        at.child("format"),
                        format,
                        "must be one of "
                                + String.join(
                                        ",", COLUMN_FORMATS.stream().sorted().toList()));
            }
            validatePath(column.path("jsonPath").asString(""), at.child("jsonPath"), errors);
        }
    }

    private static void validatePath(String jsonPath, FieldPath path, FieldErrors errors) {
        if (jsonPath.isEmpty()) {
            errors.required(path, "");
            return;
        }
        try {
            JsonPath.parse(jsonPath);
        } catch (IllegalArgumentException e) {
            errors.invalid(path, jsonPath, String.valueOf(e.getMessage()));
        }
    }

    private static void validateScale(JsonNode scale, FieldPath path, FieldErrors errors) {
        if (!scale.isObject()) {
            return;
        }
        validateBelow(scale, "specReplicasPath", List.of(".spec."), path, errors);
        validateBelow(scale, "statusReplicasPath", List.of(".status."), path, errors);
        if (!scale.path("labelSelectorPath").asString("").isEmpty()) {
            validateBelow(scale, "labelSelectorPath", List.of(".spec.", ".status."), path, errors);
        }
    }

    private static void validateBelow(
            JsonNode scale, String field, List<String> prefixes, FieldPath path, FieldErrors errors) {
        String jsonPath = scale.path(field).asString("");
        if (jsonPath.isEmpty()) {
            errors.required(path.child(field), "");
        } else if (!isPlain(jsonPath)) {
            errors.invalid(path.child(field), jsonPath, "is not a simple json path: array notation is not allowed");
        } else if (prefixes.stream().noneMatch(jsonPath::startsWith)) {
            String below = String.join(
                    " or ",
                    prefixes.stream()
                            .map(prefix -> prefix.substring(0, prefix.length() - 1))
                            .toList());
            errors.invalid(path.child(field), jsonPath, "should be a json path under " + below);
        }
    }

    private static boolean isPlain(String jsonPath) {
        return jsonPath.matches("(\\.[A-Za-z0-9_-]+)+");
    }

    private static void validateSelectable(JsonNode fields, JsonNode schema, FieldPath path, FieldErrors errors) {
        if (fields.size() > MAX_SELECTABLE_FIELDS) {
            errors.tooMany(path, fields.size(), MAX_SELECTABLE_FIELDS);
        }
        Set<String> seen = new java.util.HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            FieldPath at = path.index(i).child("jsonPath");
            String jsonPath = fields.get(i).path("jsonPath").asString("");
            if (jsonPath.isEmpty()) {
                errors.required(at, "");
                continue;
            }
            if (!isPlain(jsonPath)) {
                errors.invalid(at, jsonPath, "is an invalid path: does not refer to a valid field");
                continue;
            }
            if (!seen.add(jsonPath)) {
                errors.duplicate(at, jsonPath);
            }
            JsonNode field = schema;
            for (String name : jsonPath.substring(1).split("\\.")) {
                field = field.path("properties").path(name);
            }
            if (field.isMissingNode() || jsonPath.startsWith(".metadata")) {
                errors.invalid(at, jsonPath, "does not refer to a valid field");
            } else if (!Set.of("string", "boolean", "integer")
                    .contains(field.path("type").asString(""))) {
                errors.invalid(at, jsonPath, "must point to a field of type string, boolean or integer");
            }
        }
    }
}
