package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Defaults of flow schemas and of the levels that they lead to. */
public final class FlowControlDefaults {

    private FlowControlDefaults() {}

    public static void schema(ObjectNode schema) {
        Unset.zero(Unset.object(schema, "spec"), "matchingPrecedence", 1000);
    }

    public static void priorityLevel(ObjectNode level) {
        ObjectNode spec = Unset.object(level, "spec");
        for (ObjectNode exempt : Unset.child(spec, "exempt")) {
            Unset.number(exempt, "nominalConcurrencyShares", 0);
            Unset.number(exempt, "lendablePercent", 0);
        }
        for (ObjectNode limited : Unset.child(spec, "limited")) {
            Unset.number(limited, "nominalConcurrencyShares", 30);
            Unset.number(limited, "lendablePercent", 0);
            for (ObjectNode response : Unset.child(limited, "limitResponse")) {
                for (ObjectNode queuing : Unset.child(response, "queuing")) {
                    Unset.zero(queuing, "queues", 64);
                    Unset.zero(queuing, "handSize", 8);
                    Unset.zero(queuing, "queueLengthLimit", 50);
                }
            }
        }
    }
}
