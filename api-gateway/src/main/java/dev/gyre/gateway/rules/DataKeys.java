package dev.gyre.gateway.rules;

import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What config maps and secrets have in common: keys that can be file names, bytes as base64, and immutability. */
public final class DataKeys {

    private static final String FAULT =
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
                    + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private DataKeys() {}

    public static void validate(String key, FieldPath data, FieldErrors errors) {
        if (key.length() > 253) {
            errors.invalid(data.key(key), key, "must be no more than 253 bytes");
        } else if (key.isEmpty() || !key.chars().allMatch(DataKeys::isKeyCharacter)) {
            errors.invalid(data.key(key), key, FAULT);
        } else if (key.equals(".")) {
            errors.invalid(data.key(key), key, "must not be '.'");
        } else if (key.startsWith("..")) {
            errors.invalid(data.key(key), key, key.equals("..") ? "must not be '..'" : "must not start with '..'");
        }
    }

    public static void validateBase64(JsonNode value, FieldPath path, FieldErrors errors) {
        try {
            Base64.getDecoder().decode(value.asString(""));
        } catch (IllegalArgumentException e) {
            errors.invalid(path, "<bytes>", "must be valid base64: " + e.getMessage());
        }
    }

    public static void validateImmutable(ObjectNode object, ObjectNode old, FieldErrors errors, String... fields) {
        if (!old.path("immutable").asBoolean(false)) {
            return;
        }
        if (!object.path("immutable").asBoolean(false)) {
            errors.forbidden(FieldPath.of("immutable"), "field is immutable when `immutable` is set");
        }
        for (String field : fields) {
            if (!SameJson.same(object.get(field), old.get(field))) {
                errors.forbidden(FieldPath.of(field), "field is immutable when `immutable` is set");
            }
        }
    }

    private static boolean isKeyCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }
}
