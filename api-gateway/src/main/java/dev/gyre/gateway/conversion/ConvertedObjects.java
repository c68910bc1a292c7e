package dev.gyre.gateway.conversion;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may come back from a conversion: the same objects in the version that was asked for. Of their metadata a webhook has a
 * say in labels and annotations; all else is put back as it was.
 */
final class ConvertedObjects {

    private final String of;
    private final String apiVersion;
    private final boolean areMany;

    private ConvertedObjects(String of, String apiVersion, boolean areMany) {
        this.of = of;
        this.apiVersion = apiVersion;
        this.areMany = areMany;
    }

    static List<ObjectNode> checked(List<ObjectNode> originals, List<JsonNode> converted, String apiVersion) {
        String of = Conversions.groupVersionKind(originals.getFirst());
        if (converted.size() != originals.size()) {
            throw Conversions.failure("conversion webhook for %s returned %d objects, expected %d"
                    .formatted(of, converted.size(), originals.size()));
        }
        ConvertedObjects objects = new ConvertedObjects(of, apiVersion, originals.size() > 1);
        List<ObjectNode> checked = new ArrayList<>();
        for (int i = 0; i < converted.size(); i++) {
            checked.add(objects.checked(originals.get(i), converted.get(i), i));
        }
        return checked;
    }

    private ObjectNode checked(ObjectNode original, JsonNode sent, int index) {
        if (!(sent instanceof ObjectNode converted)) {
            throw invalid("converted object", index, "it is no object");
        }
        String version = converted.path("apiVersion").asString("");
        if (!version.equals(apiVersion)) {
            throw invalid(
                    "object", index, "invalid groupVersion (expected %s, received %s)".formatted(apiVersion, version));
        }
        String kind = original.path("kind").asString("");
        String sentKind = converted.path("kind").asString("");
        if (!sentKind.equals(kind)) {
            throw invalid("object", index, "invalid kind (expected %s, received %s)".formatted(kind, sentKind));
        }
        for (String field : List.of("name", "namespace", "uid")) {
            String was = original.path("metadata").path(field).asString("");
            String is = converted.path("metadata").path(field).asString("");
            if (!was.equals(is)) {
                String called = field.equals("uid") ? "UID" : field;
                throw invalid("object", index, "must have the same %s: %s != %s".formatted(called, was, is));
            }
        }
        String fault = restoreMetadata(original, converted);
        if (fault != null) {
            throw invalid("metadata", index, fault);
        }
        return converted;
    }

    private StatusException invalid(String what, int index, String why) {
        String where = what.equals("metadata")
                ? "invalid metadata" + (areMany ? " in object at index " + index : "")
                : "invalid " + (areMany ? "converted object at index " + index : "object");
        return Conversions.failure("conversion webhook for " + of + " returned " + where + ": " + why);
    }

    /** What is wrong with the labels or annotations; null for nothing. */
    private static @Nullable String restoreMetadata(ObjectNode original, ObjectNode converted) {
        if (!(original.get("metadata") instanceof ObjectNode before)) {
            converted.remove("metadata");
            return null;
        }
        if (!(converted.get("metadata") instanceof ObjectNode sent)) {
            return "missing metadata in converted object";
        }
        ObjectNode restored = Json.object();
        restored.setAll(before);
        for (String field : List.of("labels", "annotations")) {
            restored.remove(field);
            JsonNode value = sent.path(field);
            if (value.isNull() || value.isMissingNode()) {
                continue;
            }
            if (!value.isObject()) {
                return "invalid metadata." + field + " of type "
                        + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + " in converted object";
            }
            String fault = faultIn(field, value);
            if (fault != null) {
                return fault;
            }
            restored.set(field, value);
        }
        converted.set("metadata", restored);
        return null;
    }

    private static @Nullable String faultIn(String field, JsonNode map) {
        FieldPath path = FieldPath.of("metadata", field);
        FieldErrors errors = new FieldErrors();
        map.properties().forEach(entry -> {
            if (!entry.getValue().isString()) {
                errors.invalid(path, entry.getKey(), "must be a string");
            }
        });
        if (field.equals("labels")) {
            Labels.validate(map, path, errors);
        } else {
            Labels.validateAnnotations(map, path, errors);
        }
        return errors.isEmpty() ? null : errors.summary();
    }
}
