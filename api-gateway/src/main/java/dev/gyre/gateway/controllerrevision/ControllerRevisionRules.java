package dev.gyre.gateway.controllerrevision;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.SameJson;
import tools.jackson.databind.node.ObjectNode;

/** A revision is a state of something else: the state stays, and only its number may change. */
public final class ControllerRevisionRules implements KindRules {

    @Override
    public void validate(ObjectNode revision, FieldErrors errors) {
        if (!revision.hasNonNull("data")) {
            errors.required(FieldPath.of("data"), "data is mandatory");
        }
        Numbers.requireNotNegative(revision.path("revision"), FieldPath.of("revision"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode revision, ObjectNode old, FieldErrors errors) {
        if (!SameJson.same(revision.get("data"), old.get("data"))) {
            errors.invalid(FieldPath.of("data"), revision.path("data"), "field is immutable");
        }
    }
}
