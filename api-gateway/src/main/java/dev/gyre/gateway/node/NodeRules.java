package dev.gyre.gateway.node;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.selection.LabelSyntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A node registers itself, status and all; its pod network and provider's id never change once they are set. */
public final class NodeRules implements KindRules {

    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final StatusRules STATUS = new StatusRules() {
        @Override
        public boolean takesLabels() {
            return true;
        }
    };

    @Override
    public boolean takesStatusOnCreate() {
        return true;
    }

    @Override
    public StatusRules status() {
        return STATUS;
    }

    @Override
    public void validate(ObjectNode node, FieldErrors errors) {
        FieldPath path = FieldPath.of("spec", "taints");
        JsonNode taints = node.path("spec").path("taints");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < taints.size(); i++) {
            JsonNode taint = taints.get(i);
            String key = taint.path("key").asString("");
            String effect = taint.path("effect").asString("");
            Labels.validateKey(key, path.index(i).child("key"), errors);
            String fault = LabelSyntax.valueProblem(taint.path("value").asString(""));
            if (fault != null) {
                errors.invalid(path.index(i).child("value"), taint.path("value"), fault);
            }
            if (effect.isEmpty()) {
                errors.required(path.index(i).child("effect"), "");
            } else if (!EFFECTS.contains(effect)) {
                errors.notSupported(path.index(i).child("effect"), effect, EFFECTS);
            }
            if (!seen.add(key + ":" + effect)) {
                errors.duplicate(path.index(i), key + ":" + effect);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
        for (String field : List.of("podCIDR", "podCIDRs", "providerID")) {
            JsonNode before = old.path("spec").path(field);
            boolean isSet = !before.isEmpty() || !before.asString("").isEmpty();
            if (isSet && !SameJson.same(before, node.path("spec").get(field))) {
                errors.forbidden(
                        FieldPath.of("spec", field),
                        "node updates may not change " + field + " except from \"\" to valid");
            }
        }
    }
}
