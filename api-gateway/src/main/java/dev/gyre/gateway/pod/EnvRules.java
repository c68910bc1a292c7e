package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is valid in a container's environment: names that a process can see, and one source a value. */
final class EnvRules {

    private static final List<String> SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private EnvRules() {}

    static void validate(JsonNode container, FieldPath path, FieldErrors errors) {
        JsonNode variables = container.path("env");
        for (int i = 0; i < variables.size(); i++) {
            validateVariable(variables.get(i), path.child("env").index(i), errors);
        }
        JsonNode sources = container.path("envFrom");
        for (int i = 0; i < sources.size(); i++) {
            validateSource(sources.get(i), path.child("envFrom").index(i), errors);
        }
    }

    private static void validateVariable(JsonNode variable, FieldPath path, FieldErrors errors) {
        String name = variable.path("name").asString("");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        } else {
            String fault = nameFault(name);
            if (fault != null) {
                errors.invalid(path.child("name"), name, fault);
            }
        }
        JsonNode source = variable.path("valueFrom");
        if (source.isMissingNode()) {
            return;
        }
        FieldPath at = path.child("valueFrom");
        long count = SOURCES.stream().filter(source::has).count();
        if (!variable.path("value").asString("").isEmpty()) {
            errors.invalid(at, "", "may not be specified when `value` is not empty");
        } else if (count == 0) {
            errors.invalid(
                    at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
        } else if (count > 1) {
            errors.invalid(at, "", "may not have more than one field specified at a time");
        }
        for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
            if (source.has(reference)) {
                require(source.path(reference), "name", at.child(reference), errors);
                require(source.path(reference), "key", at.child(reference), errors);
            }
        }
        if (source.has("fieldRef")) {
            require(source.path("fieldRef"), "fieldPath", at.child("fieldRef"), errors);
        }
        if (source.has("resourceFieldRef")) {
            require(source.path("resourceFieldRef"), "resource", at.child("resourceFieldRef"), errors);
        }
    }

    private static void validateSource(JsonNode source, FieldPath path, FieldErrors errors) {
        boolean hasMap = source.has("configMapRef");
        boolean hasSecret = source.has("secretRef");
        if (!hasMap && !hasSecret) {
            errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (hasMap && hasSecret) {
            errors.invalid(path, "", "may not have more than one field specified at a time");
        }
        for (String reference : List.of("configMapRef", "secretRef")) {
            if (source.has(reference)) {
                require(source.path(reference), "name", path.child(reference), errors);
            }
        }
    }

    private static void require(JsonNode reference, String field, FieldPath path, FieldErrors errors) {
        if (reference.path(field).asString("").isEmpty()) {
            errors.required(path.child(field), "");
        }
    }

    private static @Nullable String nameFault(String name) {
        return name.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '=')
                ? null
                : "a valid environment variable name must consist only of printable ASCII characters other than '='";
    }
}
