package dev.gyre.gateway.rules;

import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is valid in {@code metadata}, for every kind alike. */
public final class ObjectMeta {

    private static final FieldPath METADATA = FieldPath.of("metadata");
    private static final List<String> IMMUTABLE =
            List.of("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");

    private ObjectMeta() {}

    public static void validate(JsonNode metadata, NameFormat format, FieldErrors errors) {
        String generateName = metadata.path("generateName").asString("");
        String name = metadata.path("name").asString("");
        if (!generateName.isEmpty()) {
            // The generated end makes a prefix that ends in a dash or dot valid.
            String fault = format.fault(generateName.replaceAll("[-.]$", "") + "x");
            if (fault != null) {
                errors.invalid(METADATA.child("generateName"), generateName, fault);
            }
        }
        if (name.isEmpty()) {
            errors.required(METADATA.child("name"), "name or generateName is required");
        } else {
            String fault = format.fault(name);
            if (fault != null) {
                errors.invalid(METADATA.child("name"), name, fault);
            }
        }
        Labels.validate(metadata.path("labels"), METADATA.child("labels"), errors);
        Labels.validateAnnotations(metadata.path("annotations"), METADATA.child("annotations"), errors);
        validateOwners(metadata.path("ownerReferences"), errors);
        validateFinalizers(metadata.path("finalizers"), errors);
    }

    public static void validateUpdate(JsonNode metadata, JsonNode old, FieldErrors errors) {
        for (String field : IMMUTABLE) {
            if (!SameJson.same(metadata.get(field), old.get(field))) {
                errors.invalid(METADATA.child(field), metadata.path(field), "field is immutable");
            }
        }
        if (old.hasNonNull("deletionTimestamp")) {
            TreeSet<String> added = new TreeSet<>();
            metadata.path("finalizers").forEach(f -> added.add(f.asString("")));
            old.path("finalizers").forEach(f -> added.remove(f.asString("")));
            if (!added.isEmpty()) {
                errors.forbidden(
                        METADATA.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                                + added.stream().map(f -> '"' + f + '"').toList());
            }
        }
    }

    private static void validateOwners(JsonNode owners, FieldErrors errors) {
        FieldPath path = METADATA.child("ownerReferences");
        String controller = null;
        for (int i = 0; i < owners.size(); i++) {
            JsonNode owner = owners.get(i);
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asString("").isEmpty()) {
                    errors.invalid(
                            path.index(i).child(field),
                            "",
                            field.equals("apiVersion") ? "version must not be empty" : "must not be empty");
                }
            }
            if (owner.path("controller").asBoolean(false)) {
                String name = owner.path("kind").asString("") + "/"
                        + owner.path("name").asString("");
                if (controller != null) {
                    errors.invalid(
                            path,
                            owners,
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + name);
                }
                controller = name;
            }
        }
    }

    private static void validateFinalizers(JsonNode finalizers, FieldErrors errors) {
        boolean orphans = false;
        boolean foreground = false;
        for (JsonNode finalizer : finalizers) {
            String name = finalizer.asString("");
            Labels.validateKey(name, METADATA.child("finalizers"), errors);
            orphans |= name.equals("orphan");
            foreground |= name.equals("foregroundDeletion");
        }
        if (orphans && foreground) {
            errors.invalid(
                    METADATA.child("finalizers"),
                    finalizers,
                    "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** Takes what the API keeps itself from the stored object, where the client has not sent it. */
    public static void inherit(ObjectNode metadata, JsonNode old) {
        for (String field : IMMUTABLE) {
            if (!metadata.hasNonNull(field) && old.hasNonNull(field)) {
                metadata.set(field, old.get(field));
            }
        }
        if (old.hasNonNull("generation")) {
            metadata.set("generation", old.get("generation"));
        } else {
            metadata.remove("generation");
        }
    }
}
