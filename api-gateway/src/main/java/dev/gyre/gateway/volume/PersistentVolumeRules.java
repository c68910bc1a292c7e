package dev.gyre.gateway.volume;

import dev.gyre.gateway.auth.Attributes;
import dev.gyre.gateway.auth.Forbidden;
import dev.gyre.gateway.auth.NodeAuthorizer;
import dev.gyre.gateway.rules.Author;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.storage.LocalPath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A volume lies in one place, which never changes, and says how much it holds and who may use it. */
public final class PersistentVolumeRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> POLICIES = List.of("Delete", "Recycle", "Retain");

    /** All else in the spec is the place where it lies. */
    private static final Set<String> NO_SOURCE = Set.of(
            "capacity",
            "accessModes",
            "claimRef",
            "persistentVolumeReclaimPolicy",
            "storageClassName",
            "mountOptions",
            "volumeMode",
            "nodeAffinity",
            "volumeAttributesClassName");

    /** A node may let go of a volume that was on it, and change nothing about it. */
    @Override
    public void noteAuthor(ObjectNode volume, @Nullable ObjectNode old, Author author) {
        if (old != null
                && NodeAuthorizer.nodeOf(author.user()) != null
                && !SameJson.same(withoutHold(volume), withoutHold(old))) {
            String name = old.path("metadata").path("name").asString("");
            throw Forbidden.object(
                    Attributes.resource("update", "", "persistentvolumes", "", name),
                    "a node may only take the finalizer " + LocalPath.FINALIZER + " away");
        }
    }

    private static JsonNode withoutHold(ObjectNode volume) {
        ObjectNode copy = volume.deepCopy();
        copy.remove("status"); // which is not written with the rest
        ObjectNode metadata = copy.withObjectProperty("metadata");
        metadata.remove(List.of("managedFields", "resourceVersion"));
        ArrayNode others = metadata.withArrayProperty("finalizers");
        others.removeIf(finalizer -> finalizer.asString("").equals(LocalPath.FINALIZER));
        if (others.isEmpty()) {
            metadata.remove("finalizers");
        }
        return copy;
    }

    @Override
    public void prepareForCreate(ObjectNode volume) {
        Protection.hold(volume, "kubernetes.io/pv-protection");
    }

    @Override
    public void validate(ObjectNode volume, FieldErrors errors) {
        JsonNode spec = volume.path("spec");
        AccessModes.validate(spec.path("accessModes"), SPEC.child("accessModes"), "", errors);
        validateCapacity(spec.path("capacity"), errors);
        List<String> sources = sources(spec);
        if (sources.isEmpty()) {
            errors.required(SPEC, "must specify a volume type");
        }
        for (String more : sources.subList(Math.min(1, sources.size()), sources.size())) {
            errors.forbidden(SPEC.child(more), "may not specify more than 1 volume type");
        }
        String policy = spec.path("persistentVolumeReclaimPolicy").asString("");
        if (!POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("persistentVolumeReclaimPolicy"), policy, POLICIES);
        }
        JsonNode hostPath = spec.path("hostPath").path("path");
        if (spec.has("hostPath") && hostPath.asString("").isEmpty()) {
            errors.required(SPEC.child("hostPath").child("path"), "");
        }
        if (hostPath.asString("").equals("/") && policy.equals("Recycle")) {
            errors.forbidden(
                    SPEC.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
        if (spec.has("local")) {
            if (spec.path("local").path("path").asString("").isEmpty()) {
                errors.required(SPEC.child("local").child("path"), "");
            }
            if (!spec.path("nodeAffinity").has("required")) {
                errors.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
            }
        }
        AccessModes.validateVolumeMode(spec.path("volumeMode"), SPEC.child("volumeMode"), errors);
    }

    private static void validateCapacity(JsonNode capacity, FieldErrors errors) {
        if (capacity.isEmpty()) {
            errors.required(SPEC.child("capacity"), "");
        } else if (!capacity.has("storage") || capacity.size() > 1) {
            String other = capacity.propertyNames().stream()
                    .filter(name -> !name.equals("storage"))
                    .findFirst()
                    .orElse("");
            errors.notSupported(SPEC.child("capacity"), other, List.of("storage"));
        } else {
            AccessModes.requirePositive(
                    capacity.path("storage"), SPEC.child("capacity").key("storage"), errors);
        }
    }

    private static List<String> sources(JsonNode spec) {
        return spec.propertyNames().stream()
                .filter(field -> !NO_SOURCE.contains(field))
                .sorted()
                .toList();
    }

    @Override
    public void validateUpdate(ObjectNode volume, ObjectNode old, FieldErrors errors) {
        JsonNode spec = volume.path("spec");
        JsonNode before = old.path("spec");
        if (!SameJson.same(sourcesOf(spec), sourcesOf(before))) {
            errors.forbidden(
                    SPEC.child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }
        if (!SameJson.same(spec.path("volumeMode"), before.path("volumeMode"))) {
            errors.invalid(SPEC.child("volumeMode"), spec.path("volumeMode"), "field is immutable");
        }
        if (before.has("nodeAffinity") && !SameJson.same(spec.path("nodeAffinity"), before.path("nodeAffinity"))) {
            errors.invalid(SPEC.child("nodeAffinity"), spec.path("nodeAffinity"), "field is immutable");
        }
    }

    private static JsonNode sourcesOf(JsonNode spec) {
        return spec.deepCopy() instanceof ObjectNode copy ? copy.remove(NO_SOURCE) : spec;
    }
}
