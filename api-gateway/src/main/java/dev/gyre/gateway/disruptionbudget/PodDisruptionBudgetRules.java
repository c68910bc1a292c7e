package dev.gyre.gateway.disruptionbudget;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A budget says how many pods must stay or how many may be away, and not both. */
public final class PodDisruptionBudgetRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> POLICIES = List.of("IfHealthyBudget", "AlwaysAllow");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }

    @Override
    public StatusRules status() {
        return PodDisruptionBudgetStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode budget, FieldErrors errors) {
        JsonNode spec = budget.path("spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            errors.invalid(SPEC, spec, "minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            JsonNode count = spec.path(field);
            Numbers.requireCountOrPercentage(count, SPEC.child(field), errors);
            if (Numbers.percentage(count) > 100) {
                errors.invalid(SPEC.child(field), count, "must not be greater than 100%");
            }
        }
        LabelSelectorRules.validate(spec.path("selector"), SPEC.child("selector"), errors);
        String policy = spec.path("unhealthyPodEvictionPolicy").asString("");
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("unhealthyPodEvictionPolicy"), policy, POLICIES);
        }
    }
}
