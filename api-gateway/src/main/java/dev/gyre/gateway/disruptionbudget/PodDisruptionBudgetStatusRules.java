package dev.gyre.gateway.disruptionbudget;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The counts of a budget's status are counts. */
final class PodDisruptionBudgetStatusRules implements StatusRules {

    static final PodDisruptionBudgetStatusRules INSTANCE = new PodDisruptionBudgetStatusRules();

    private PodDisruptionBudgetStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode budget, ObjectNode old, FieldErrors errors) {
        Numbers.requireNotNegative(
                budget.path("status"),
                FieldPath.of("status"),
                List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"),
                errors);
    }
}
