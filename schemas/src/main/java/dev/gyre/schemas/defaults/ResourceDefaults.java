package dev.gyre.schemas.defaults;

import dev.gyre.schemas.quantity.Quantity;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Quantities in the one form in which Kubernetes answers them. */
final class ResourceDefaults {

    private ResourceDefaults() {}

    static void requirements(ObjectNode resources) {
        Unset.child(resources, "limits").forEach(ResourceDefaults::quantities);
        Unset.child(resources, "requests").forEach(ResourceDefaults::quantities);
    }

    /**
     * However a quantity was sent ({@code 0.5}, {@code 1024Mi}, a bare number), it is answered in its canonical form and no
     * finer than thousandths. What is no quantity is left for the structure check to refuse.
     */
    static void quantities(ObjectNode list) {
        list.properties().forEach(entry -> {
            String text = entry.getValue().asString("");
            if (Quantity.isValid(text)) {
                entry.setValue(
                        StringNode.valueOf(Quantity.parse(text).roundedToMilli().toString()));
            }
        });
    }
}
