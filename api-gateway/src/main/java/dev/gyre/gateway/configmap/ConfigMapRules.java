package dev.gyre.gateway.configmap;

import dev.gyre.gateway.rules.DataKeys;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A config map holds text and bytes under keys that are file names; a key stands in one of the two only. */
public final class ConfigMapRules implements KindRules {

    private static final int MAX_BYTES = 1024 * 1024;

    @Override
    public void validate(ObjectNode map, FieldErrors errors) {
        JsonNode data = map.path("data");
        JsonNode binaryData = map.path("binaryData");
        long bytes = 0;
        for (var entry : data.properties()) {
            DataKeys.validate(entry.getKey(), FieldPath.of("data"), errors);
            if (binaryData.has(entry.getKey())) {
                errors.invalid(
                        FieldPath.of("data").key(entry.getKey()),
                        entry.getKey(),
                        "duplicate of key present in binaryData");
            }
            bytes += entry.getValue().asString("").length();
        }
        for (var entry : binaryData.properties()) {
            DataKeys.validate(entry.getKey(), FieldPath.of("binaryData"), errors);
            DataKeys.validateBase64(entry.getValue(), FieldPath.of("binaryData").key(entry.getKey()), errors);
            bytes += entry.getValue().asString("").length() / 4L * 3;
        }
        if (bytes > MAX_BYTES) {
            errors.tooLong(FieldPath.of("data"), MAX_BYTES);
        }
    }

    @Override
    public void validateUpdate(ObjectNode map, ObjectNode old, FieldErrors errors) {
        DataKeys.validateImmutable(map, old, errors, "data", "binaryData");
    }
}
