package dev.gyre.gateway.storageclass;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An attachment is of one volume to one node by one driver, for good. */
public final class VolumeAttachmentRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public void validate(ObjectNode attachment, FieldErrors errors) {
        JsonNode spec = attachment.path("spec");
        for (String field : List.of("attacher", "nodeName")) {
            if (spec.path(field).asString("").isEmpty()) {
                errors.required(SPEC.child(field), "");
            }
        }
        JsonNode source = spec.path("source");
        boolean isNamed = source.hasNonNull("persistentVolumeName");
        if (isNamed && source.hasNonNull("inlineVolumeSpec")) {
            errors.forbidden(
                    SPEC.child("source").child("inlineVolumeSpec"),
                    "must not be specified when persistentVolumeName is set");
        } else if (!isNamed && !source.hasNonNull("inlineVolumeSpec")) {
            errors.required(SPEC.child("source"), "must specify inlineVolumeSpec or persistentVolumeName");
        }
    }

    @Override
    public void validateUpdate(ObjectNode attachment, ObjectNode old, FieldErrors errors) {
        if (!SameJson.same(attachment.get("spec"), old.get("spec"))) {
            errors.invalid(SPEC, attachment.path("spec"), "field is immutable");
        }
    }
}
