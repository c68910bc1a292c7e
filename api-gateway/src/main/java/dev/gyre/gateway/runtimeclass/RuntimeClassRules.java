package dev.gyre.gateway.runtimeclass;

import dev.gyre.gateway.pod.TolerationRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.SameJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A class names what runs its pods, for good. */
public final class RuntimeClassRules implements KindRules {

    private static final FieldPath HANDLER = FieldPath.of("handler");
    private static final FieldPath SCHEDULING = FieldPath.of("scheduling");

    @Override
    public void validate(ObjectNode runtimeClass, FieldErrors errors) {
        String handler = runtimeClass.path("handler").asString("");
        String fault = NameFormat.LABEL.fault(handler);
        if (fault != null) {
            errors.invalid(HANDLER, handler, fault);
        }
        JsonNode scheduling = runtimeClass.path("scheduling");
        Labels.validate(scheduling.path("nodeSelector"), SCHEDULING.child("nodeSelector"), errors);
        TolerationRules.validate(scheduling.path("tolerations"), SCHEDULING.child("tolerations"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode runtimeClass, ObjectNode old, FieldErrors errors) {
        if (!SameJson.same(runtimeClass.get("handler"), old.get("handler"))) {
            errors.invalid(HANDLER, runtimeClass.path("handler"), "field is immutable");
        }
    }
}
