package dev.gyre.gateway.storageclass;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How much of one class there is on some nodes: the amount changes, what it is an amount of does not. */
public final class StorageCapacityRules implements KindRules {

    @Override
    public void validate(ObjectNode capacity, FieldErrors errors) {
        if (capacity.path("storageClassName").asString("").isEmpty()) {
            errors.required(FieldPath.of("storageClassName"), "");
        }
        LabelSelectorRules.validate(capacity.path("nodeTopology"), FieldPath.of("nodeTopology"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode capacity, ObjectNode old, FieldErrors errors) {
        for (String field : List.of("nodeTopology", "storageClassName")) {
            if (!SameJson.same(capacity.get(field), old.get(field))) {
                errors.invalid(FieldPath.of(field), capacity.path(field), "field is immutable");
            }
        }
    }
}
