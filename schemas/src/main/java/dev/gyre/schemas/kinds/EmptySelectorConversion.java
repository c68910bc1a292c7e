package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Disruption budgets of the version in which an empty selector selected nothing; it selects everything since. What the one
 * version cannot say is said with a label that no pod has, as Kubernetes says it.
 */
record EmptySelectorConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    private static final String NOBODYS_LABEL = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match";
    private static final ObjectNode EMPTY = Json.object();
    private static final ObjectNode NOTHING = selector("Exists");
    private static final ObjectNode EVERYTHING = selector("DoesNotExist");

    @Override
    public void toStorage(ObjectNode budget) {
        name.toStorage(budget);
        replace(budget, EMPTY, NOTHING);
        replace(budget, EVERYTHING, EMPTY);
    }

    @Override
    public void fromStorage(ObjectNode budget) {
        name.fromStorage(budget);
        replace(budget, EMPTY, EVERYTHING);
        replace(budget, NOTHING, EMPTY);
    }

    private static void replace(ObjectNode budget, ObjectNode selector, ObjectNode with) {
        if (budget.get("spec") instanceof ObjectNode spec && selector.equals(spec.get("selector"))) {
            spec.set("selector", with.deepCopy());
        }
    }

    private static ObjectNode selector(String operator) {
        ObjectNode selector = Json.object();
        selector.putArray("matchExpressions")
                .addObject()
                .put("key", NOBODYS_LABEL)
                .put("operator", operator);
        return selector;
    }
}
