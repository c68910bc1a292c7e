package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is valid in a projected volume: sources of one type each, and tokens that live for ten minutes at least. */
final class ProjectedSourceRules {

    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;

    private ProjectedSourceRules() {}

    static void validate(JsonNode sources, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < sources.size(); i++) {
            validateSource(sources.get(i), path.index(i), errors);
        }
    }

    private static void validateSource(JsonNode source, FieldPath path, FieldErrors errors) {
        List<String> types = source.properties().stream().map(Map.Entry::getKey).toList();
        for (int i = 1; i < types.size(); i++) {
            errors.forbidden(path.child(types.get(i)), "may not specify more than 1 volume type per source");
        }
        for (String type : types) {
            JsonNode settings = source.path(type);
            FieldPath at = path.child(type);
            switch (type) {
                case "serviceAccountToken" -> validateToken(settings, at, errors);
                case "configMap", "secret" -> {
                    if (settings.path("name").asString("").isEmpty()) {
                        errors.required(at.child("name"), "");
                    }
                }
                default -> {}
            }
            VolumeRules.validateItems(settings.path("items"), at.child("items"), errors);
        }
    }

    private static void validateToken(JsonNode token, FieldPath path, FieldErrors errors) {
        JsonNode lifetime = token.path("expirationSeconds");
        long seconds = lifetime.asLong(LEAST_SECONDS);
        if (seconds < LEAST_SECONDS) {
            errors.invalid(
                    path.child("expirationSeconds"), lifetime, "may not specify a duration less than 10 minutes");
        } else if (seconds > MOST_SECONDS) {
            errors.invalid(
                    path.child("expirationSeconds"), lifetime, "may not specify a duration larger than 2^32 seconds");
        }
        String target = token.path("path").asString("");
        if (target.isEmpty()) {
            errors.required(path.child("path"), "");
        } else {
            VolumeRules.requireRelative(target, path.child("path"), errors);
        }
    }
}
