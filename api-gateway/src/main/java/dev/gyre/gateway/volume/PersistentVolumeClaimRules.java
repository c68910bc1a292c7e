package dev.gyre.gateway.volume;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.quantity.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A claim says how much of what it wants. Once it has got something it may want more of it, and change nothing else. */
public final class PersistentVolumeClaimRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STORAGE =
            SPEC.child("resources").child("requests").key("storage");

    @Override
    public void prepareForCreate(ObjectNode claim) {
        Protection.hold(claim, "kubernetes.io/pvc-protection");
    }

    @Override
    public void validate(ObjectNode claim, FieldErrors errors) {
        JsonNode spec = claim.path("spec");
        AccessModes.validate(
                spec.path("accessModes"), SPEC.child("accessModes"), "at least 1 access mode is required", errors);
        LabelSelectorRules.validate(spec.path("selector"), SPEC.child("selector"), errors);
        JsonNode storage = storage(claim);
        if (storage.isMissingNode()) {
            errors.required(STORAGE, "");
        } else {
            AccessModes.requirePositive(storage, STORAGE, errors);
        }
        String storageClass = spec.path("storageClassName").asString("");
        String fault = storageClass.isEmpty() ? null : NameFormat.SUBDOMAIN.fault(storageClass);
        if (fault != null) {
            errors.invalid(SPEC.child("storageClassName"), storageClass, fault);
        }
        AccessModes.validateVolumeMode(spec.path("volumeMode"), SPEC.child("volumeMode"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        boolean isBound = !old.path("spec").path("volumeName").asString("").isEmpty();
        if (!SameJson.same(fixedPart(claim, isBound), fixedPart(old, isBound))) {
            errors.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
                            + " claims");
        }
        Quantity wanted = Quantity.parse(storage(claim).asString("0"));
        if (wanted.compareTo(Quantity.parse(storage(old).asString("0"))) < 0) {
            JsonNode held = claim.path("status").path("capacity").path("storage");
            if (held.isMissingNode() || wanted.compareTo(Quantity.parse(held.asString("0"))) <= 0) {
                errors.forbidden(
                        SPEC.child("resources").child("requests").child("storage"),
                        "field can not be less than status.capacity");
            }
        }
    }

    /** One that has nothing yet may be given something. */
    private static JsonNode fixedPart(ObjectNode claim, boolean isBound) {
        if (!(claim.path("spec").deepCopy() instanceof ObjectNode spec)) {
            return claim.path("spec");
        }
        if (!isBound) {
            return spec.without("volumeName");
        }
        if (spec.path("resources").path("requests") instanceof ObjectNode requests) {
            requests.remove("storage");
        }
        return spec.without("volumeAttributesClassName");
    }

    private static JsonNode storage(ObjectNode claim) {
        return claim.path("spec").path("resources").path("requests").path("storage");
    }
}
