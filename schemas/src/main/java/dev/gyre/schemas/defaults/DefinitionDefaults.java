package dev.gyre.schemas.defaults;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What a definition of custom resources leaves out. */
public final class DefinitionDefaults {

    private DefinitionDefaults() {}

    public static void definition(ObjectNode definition) {
        for (ObjectNode spec : Unset.child(definition, "spec")) {
            ObjectNode names = Unset.object(spec, "names");
            String kind = names.path("kind").asString("");
            if (!kind.isEmpty()) {
                Unset.string(names, "singular", kind.toLowerCase(Locale.ROOT));
                Unset.string(names, "listKind", kind + "List");
            }
            ObjectNode conversion = Unset.object(spec, "conversion");
            Unset.string(conversion, "strategy", "None");
            for (ObjectNode webhook : Unset.child(conversion, "webhook")) {
                for (ObjectNode client : Unset.child(webhook, "clientConfig")) {
                    for (ObjectNode service : Unset.child(client, "service")) {
                        Unset.number(service, "port", 443);
                    }
                }
            }
        }
    }
}
