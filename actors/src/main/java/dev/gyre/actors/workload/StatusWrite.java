package dev.gyre.actors.workload;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an object's {@code status} where it says something new. Fields that the controller does not know are kept. The
 * write is bound to the revision that was read, so a status never describes an older object than the one it stands in.
 */
public final class StatusWrite {

    private final Resource resource;
    private final ObjectNode status;

    public StatusWrite(Resource resource) {
        this.resource = resource;
        this.status = resource.json().path("status") instanceof ObjectNode present ? present.deepCopy() : Json.object();
    }

    public StatusWrite put(String field, long value) {
        status.put(field, value);
        return this;
    }

    /** Counts of zero are left out, as everywhere in the API. */
    public StatusWrite putUnlessZero(String field, long value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
        return this;
    }

    public StatusWrite put(String field, String value) {
        status.put(field, value);
        return this;
    }

    public StatusWrite putUnlessEmpty(String field, String value) {
        return value.isEmpty() ? without(field) : put(field, value);
    }

    public StatusWrite set(String field, JsonNode value) {
        status.set(field, value);
        return this;
    }

    public StatusWrite without(String field) {
        status.remove(field);
        return this;
    }

    public StatusWrite conditions(Conditions conditions) {
        if (conditions.all().isEmpty()) {
            status.remove("conditions");
        } else {
            status.set("conditions", conditions.toJson());
        }
        return this;
    }

    /** Nothing where the object says so already. */
    public Optional<Command> command() {
        JsonNode asItWouldBeRead = Json.readObject(Json.write(status));
        if (asItWouldBeRead.equals(resource.json().path("status"))
                || status.isEmpty() && resource.json().path("status").isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode object = resource.copy();
        object.set("status", asItWouldBeRead);
        return Optional.of(new Command.Update(resource.key(), "status", resource.revision(), object, List.of()));
    }
}
