package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.custom.DefinitionStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a definition may say: of names, versions and conversion; {@link VersionRules} has the rest. */
public final class DefinitionRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath NAMES = SPEC.child("names");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public void prepareForUpdate(ObjectNode definition, ObjectNode old) {
        definition.withObjectProperty("status").set("storedVersions", DefinitionStatus.storedVersions(definition));
    }

    /** The controller that removes the objects takes the finalizer away. */
    @Override
    public void prepareForDeletion(ObjectNode definition) {
        ArrayNode finalizers = definition.withObjectProperty("metadata").withArrayProperty("finalizers");
        if (finalizers.valueStream().noneMatch(f -> f.asString("").equals(CustomKinds.FINALIZER))) {
            finalizers.add(CustomKinds.FINALIZER);
        }
        ObjectNode condition = definition
                .withObjectProperty("status")
                .withArrayProperty("conditions")
                .addObject();
        condition
                .put("type", "Terminating")
                .put("status", "True")
                .put(
                        "lastTransitionTime",
                        definition.path("metadata").path("deletionTimestamp").asString(""))
                .put("reason", "InstanceDeletionPending")
                .put(
                        "message",
                        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
    }

    /** A definition that has been established is held by what may have been made of it. */
    @Override
    public boolean isHeld(ObjectNode definition) {
        return CustomKinds.isEstablished(definition) && !CustomKinds.isTerminating(definition);
    }

    @Override
    public StatusRules status() {
        return new StatusRules() {
            @Override
            public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
                validateStoredVersions(object, errors);
            }
        };
    }

    @Override
    public void validate(ObjectNode definition, FieldErrors errors) {
        JsonNode spec = definition.path("spec");
        String group = spec.path("group").asString("");
        String plural = spec.path("names").path("plural").asString("");
        if (!definition.path("metadata").path("name").asString("").equals(plural + "." + group)) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    definition.path("metadata").path("name"),
                    "must be spec.names.plural+\".\"+spec.group");
        }
        validateGroup(group, errors);
        String scope = spec.path("scope").asString("");
        if (!scope.equals("Cluster") && !scope.equals("Namespaced")) {
            errors.notSupported(SPEC.child("scope"), scope, List.of("Cluster", "Namespaced"));
        }
        if (spec.path("preserveUnknownFields").asBoolean(false)) {
            errors.invalid(
                    SPEC.child("preserveUnknownFields"),
                    spec.path("preserveUnknownFields"),
                    "must be false in order to use defaults in the schema");
        }
        validateNames(spec.path("names"), errors);
        validateVersions(spec.path("versions"), errors);
        ConversionRules.validate(spec.path("conversion"), SPEC.child("conversion"), errors);
        validateStoredVersions(definition, errors);
    }

    private static void validateGroup(String group, FieldErrors errors) {
        FieldPath path = SPEC.child("group");
        String fault = NameFormat.SUBDOMAIN.fault(group);
        if (group.isEmpty()) {
            errors.required(path, "");
        } else if (fault != null) {
            errors.invalid(path, group, fault);
        } else if (group.indexOf('.') < 0) {
            errors.invalid(path, group, "should be a domain with at least one dot");
        }
    }

    private static void validateNames(JsonNode names, FieldErrors errors) {
        for (String field : List.of("plural", "singular")) {
            validateName(names.path(field).asString(""), NAMES.child(field), errors);
        }
        for (String field : List.of("kind", "listKind")) {
            String name = names.path(field).asString("");
            String fault = NameFormat.SERVICE.fault(name.toLowerCase(Locale.ROOT));
            if (name.isEmpty()) {
                errors.required(NAMES.child(field), "");
            } else if (fault != null) {
                errors.invalid(NAMES.child(field), name, "may have mixed case, but should otherwise match: " + fault);
            }
        }
        for (String field : List.of("shortNames", "categories")) {
            for (int i = 0; i < names.path(field).size(); i++) {
                validateName(
                        names.path(field).get(i).asString(""),
                        NAMES.child(field).index(i),
                        errors);
            }
        }
        if (names.path("kind").asString("").equals(names.path("listKind").asString("-"))) {
            errors.invalid(NAMES.child("listKind"), names.path("listKind"), "kind and listKind may not be the same");
        }
    }

    private static void validateName(String name, FieldPath path, FieldErrors errors) {
        String fault = NameFormat.SERVICE.fault(name);
        if (name.isEmpty()) {
            errors.required(path, "");
        } else if (fault != null) {
            errors.invalid(path, name, fault);
        }
    }

    private static void validateVersions(JsonNode versions, FieldErrors errors) {
        FieldPath path = SPEC.child("versions");
        Set<String> names = new HashSet<>();
        int stored = 0;
        boolean areUnique = true;
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = versions.get(i);
            String name = version.path("name").asString("");
            areUnique &= names.add(name);
            stored += version.path("storage").asBoolean(false) ? 1 : 0;
            String fault = NameFormat.SERVICE.fault(name);
            if (fault != null) {
                errors.invalid(path.index(i).child("name"), name, fault);
            }
            VersionRules.validate(version, path.index(i), errors);
        }
        if (!areUnique) {
            errors.invalid(path, shown(versions), "must contain unique version names");
        }
        if (stored != 1) {
            errors.invalid(path, shown(versions), "must have exactly one version marked as storage version");
        }
    }

    /** Of versions their names: their schemas are long. */
    private static String shown(JsonNode versions) {
        return versions.valueStream()
                .map(version -> version.path("name").asString(""))
                .toList()
                .toString();
    }

    private static void validateStoredVersions(ObjectNode definition, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        definition
                .path("spec")
                .path("versions")
                .forEach(v -> names.add(v.path("name").asString("")));
        JsonNode stored = definition.path("status").path("storedVersions");
        for (int i = 0; i < stored.size(); i++) {
            if (!names.contains(stored.get(i).asString(""))) {
                errors.invalid(
                        FieldPath.of("status", "storedVersions").index(i),
                        stored.get(i),
                        "must appear in spec.versions");
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        JsonNode spec = definition.path("spec");
        JsonNode before = old.path("spec");
        requireSame(spec, before, "group", SPEC, errors);
        requireSame(spec.path("names"), before.path("names"), "plural", NAMES, errors);
        if (CustomKinds.isEstablished(old)) {
            requireSame(spec, before, "scope", SPEC, errors);
            requireSame(spec.path("names"), before.path("names"), "kind", NAMES, errors);
        }
    }

    private static void requireSame(JsonNode now, JsonNode before, String field, FieldPath path, FieldErrors errors) {
        if (!SameJson.same(now.get(field), before.get(field))) {
            errors.invalid(path.child(field), now.path(field), "field is immutable");
        }
    }
}
