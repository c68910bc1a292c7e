package dev.gyre.gateway.storageclass;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A driver says how it is to be treated, and whether it attaches volumes never changes. */
public final class CsiDriverRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_NAME = 63;

    @Override
    public void validate(ObjectNode driver, FieldErrors errors) {
        String name = driver.path("metadata").path("name").asString("");
        if (name.length() > MAX_NAME) {
            errors.tooLong(FieldPath.of("metadata", "name"), MAX_NAME);
        }
        JsonNode spec = driver.path("spec");
        for (String required : List.of("attachRequired", "podInfoOnMount", "storageCapacity")) {
            if (!spec.hasNonNull(required)) {
                errors.required(SPEC.child(required), "");
            }
        }
        List<String> policies = List.of("ReadWriteOnceWithFSType", "File", "None");
        String policy = spec.path("fsGroupPolicy").asString("");
        if (!policies.contains(policy)) {
            errors.notSupported(SPEC.child("fsGroupPolicy"), policy, policies);
        }
        JsonNode modes = spec.path("volumeLifecycleModes");
        for (int i = 0; i < modes.size(); i++) {
            if (!List.of("Persistent", "Ephemeral").contains(modes.get(i).asString(""))) {
                errors.notSupported(
                        SPEC.child("volumeLifecycleModes").index(i),
                        modes.get(i).asString(""),
                        List.of("Ephemeral", "Persistent"));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode driver, ObjectNode old, FieldErrors errors) {
        for (String field : List.of("attachRequired", "volumeLifecycleModes")) {
            JsonNode value = driver.path("spec").path(field);
            if (!SameJson.same(value, old.path("spec").path(field))) {
                errors.invalid(SPEC.child(field), value, "field is immutable");
            }
        }
    }
}
