package dev.gyre.actors.workload;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds an object, and lets go of one that was held. */
public final class Finalizers {

    private Finalizers() {}

    public static Command with(Resource resource, String finalizer) {
        ObjectNode object = resource.copy();
        object.withObjectProperty("metadata").withArrayProperty("finalizers").add(finalizer);
        return new Command.Update(resource.key(), null, resource.revision(), object, List.of());
    }

    public static Command without(Resource resource, String finalizer) {
        ObjectNode object = resource.copy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        List<String> kept = new ArrayList<>(resource.finalizers());
        kept.remove(finalizer);
        if (kept.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode finalizers = Json.MAPPER.createArrayNode();
            kept.forEach(finalizers::add);
            metadata.set("finalizers", finalizers);
        }
        return new Command.Update(resource.key(), null, resource.revision(), object, List.of());
    }
}
