package dev.gyre.gateway.rules;

import dev.gyre.schemas.selection.LabelSyntax;
import tools.jackson.databind.JsonNode;

/** What is valid in labels and annotations. */
public final class Labels {

    private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;

    private Labels() {}

    public static void validate(JsonNode labels, FieldPath path, FieldErrors errors) {
        labels.properties().forEach(label -> {
            validateKey(label.getKey(), path, errors);
            String fault = LabelSyntax.valueProblem(label.getValue().asString(""));
            if (fault != null) {
                errors.invalid(path, label.getValue(), fault);
            }
        });
    }

    public static void validateAnnotations(JsonNode annotations, FieldPath path, FieldErrors errors) {
        long bytes = 0;
        for (var annotation : annotations.properties()) {
            // Upstream accepts upper case here and nowhere else.
            validateKey(annotation.getKey().toLowerCase(java.util.Locale.ROOT), path, errors);
            bytes += annotation.getKey().length()
                    + annotation.getValue().asString("").length();
        }
        if (bytes > MAX_ANNOTATIONS_BYTES) {
            errors.tooLong(path, MAX_ANNOTATIONS_BYTES);
        }
    }

    public static void validateKey(String key, FieldPath path, FieldErrors errors) {
        String fault = LabelSyntax.keyProblem(key);
        if (fault != null) {
            errors.invalid(path, key, fault);
        }
    }
}
