package dev.gyre.gateway.volume;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Volumes and claims are held from the first moment, so that none goes while it is used. */
final class Protection {

    private Protection() {}

    static void hold(ObjectNode object, String finalizer) {
        ArrayNode finalizers = object.withObjectProperty("metadata").withArrayProperty("finalizers");
        for (JsonNode present : finalizers) {
            if (present.asString("").equals(finalizer)) {
                return;
            }
        }
        finalizers.add(finalizer);
    }
}
