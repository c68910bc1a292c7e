package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in a pod's volumes: a name of its own, and one source each with what that source cannot do without. */
final class VolumeRules {

    /** What a source must name. Sources that are not listed need nothing. */
    private static final Map<String, String> REQUIRED = Map.of(
            "hostPath", "path",
            "configMap", "name",
            "secret", "secretName",
            "persistentVolumeClaim", "claimName");

    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice");

    private VolumeRules() {}

    /** Answers the names, for the mounts that refer to them. */
    static Set<String> validate(JsonNode volumes, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            JsonNode volume = volumes.get(i);
            FieldPath at = path.index(i);
            String name = volume.path("name").asString("");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                String fault = NameFormat.LABEL.fault(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
                if (!names.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            validateSource(volume, at, errors);
        }
        return names;
    }

    private static void validateSource(JsonNode volume, FieldPath path, FieldErrors errors) {
        List<String> sources = volume.propertyNames().stream()
                .filter(field -> !field.equals("name"))
                .toList();
        if (sources.isEmpty()) {
            errors.required(path, "must specify a volume type");
            return;
        }
        for (String another : sources.subList(1, sources.size())) {
            errors.forbidden(path.child(another), "may not specify more than 1 volume type");
        }
        String source = sources.getFirst();
        FieldPath at = path.child(source);
        JsonNode settings = volume.path(source);
        String required = REQUIRED.get(source);
        if (required != null && settings.path(required).asString("").isEmpty()) {
            errors.required(at.child(required), "");
        }
        JsonNode mode = settings.path("defaultMode");
        if (mode.asLong(0) < 0 || mode.asLong(0) > 0777) {
            errors.invalid(
                    at.child("defaultMode"), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
        if (source.equals("hostPath")) {
            String type = settings.path("type").asString("");
            if (!HOST_PATH_TYPES.contains(type)) {
                errors.notSupported(at.child("type"), type, HOST_PATH_TYPES);
            }
            requireNoBackstep(settings.path("path").asString(""), at.child("path"), errors);
        }
        validateItems(settings.path("items"), at.child("items"), errors);
        if (source.equals("projected")) {
            ProjectedSourceRules.validate(settings.path("sources"), at.child("sources"), errors);
        }
    }

    static void validateItems(JsonNode items, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            // A projection of the pod's own fields names no key.
            if (!item.has("fieldRef")
                    && !item.has("resourceFieldRef")
                    && item.path("key").asString("").isEmpty()) {
                errors.required(path.index(i).child("key"), "");
            }
            String target = item.path("path").asString("");
            if (target.isEmpty()) {
                errors.required(path.index(i).child("path"), "");
            } else {
                requireRelative(target, path.index(i).child("path"), errors);
            }
        }
    }

    static void requireRelative(String target, FieldPath path, FieldErrors errors) {
        if (target.startsWith("/")) {
            errors.invalid(path, target, "must be a relative path");
        }
        requireNoBackstep(target, path, errors);
    }

    private static void requireNoBackstep(String target, FieldPath path, FieldErrors errors) {
        if (List.of(target.split("/", -1)).contains("..")) {
            errors.invalid(path, target, "must not contain '..'");
        }
    }
}
