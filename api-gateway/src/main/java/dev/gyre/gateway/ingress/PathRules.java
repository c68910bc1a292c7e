package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Paths are absolute and say how they are compared; those that are must not hide where they lead. */
final class PathRules {

    private static final Set<String> TYPES = Set.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> INVALID_PARTS = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> INVALID_ENDS = List.of("/..", "/.");

    private PathRules() {}

    static void validate(JsonNode http, FieldPath path, FieldErrors errors) {
        JsonNode paths = http.path("paths");
        if (paths.isEmpty()) {
            errors.required(path.child("paths"), "");
        }
        for (int i = 0; i < paths.size(); i++) {
            FieldPath at = path.child("paths").index(i);
            validatePath(paths.get(i), at, errors);
            BackendRules.validate(paths.get(i).path("backend"), at.child("backend"), errors);
        }
    }

    private static void validatePath(JsonNode rule, FieldPath path, FieldErrors errors) {
        if (!rule.hasNonNull("pathType")) {
            errors.required(path.child("pathType"), "pathType must be specified");
            return;
        }
        String type = rule.path("pathType").asString("");
        String text = rule.path("path").asString("");
        FieldPath at = path.child("path");
        if (!TYPES.contains(type)) {
            errors.notSupported(path.child("pathType"), type, TYPES);
            return;
        }
        boolean isCompared = !type.equals("ImplementationSpecific");
        if (!text.startsWith("/") && (isCompared || !text.isEmpty())) {
            errors.invalid(at, text, "must be an absolute path");
        }
        if (!isCompared) {
            return;
        }
        for (String part : INVALID_PARTS) {
            if (text.contains(part)) {
                errors.invalid(at, text, "must not contain '" + part + "'");
            }
        }
        for (String end : INVALID_ENDS) {
            if (text.endsWith(end)) {
                errors.invalid(at, text, "cannot end with '" + end + "'");
            }
        }
    }
}
