package dev.gyre.schemas.record;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Decisions as JSON. */
final class DecisionJson {

    private DecisionJson() {}

    static ObjectNode write(DecisionRecord decision) {
        ObjectNode json = Json.object();
        json.put("id", decision.id())
                .put("reconciler", decision.reconciler())
                .put("build", decision.build())
                .put("subject", decision.subject())
                .put("inputRevision", decision.inputRevision())
                .put("now", decision.now().toString());
        ObjectNode inputs = json.putObject("inputs");
        decision.inputs().forEach(inputs::put);
        ArrayNode reasons = json.putArray("reasons");
        decision.reasons().forEach(reasons::add);
        ArrayNode commands = json.putArray("commands");
        decision.commands().forEach(command -> commands.add(CommandJson.write(command)));
        if (decision.details() != null) {
            json.set("details", decision.details());
        }
        return json;
    }

    static DecisionRecord read(JsonNode json) {
        Fields fields = Fields.of("decision", json);
        List<Command> commands =
                fields.list("commands").stream().map(CommandJson::read).toList();
        return new DecisionRecord(
                fields.string("id"),
                fields.string("reconciler"),
                fields.string("build"),
                fields.string("subject"),
                fields.number("inputRevision"),
                fields.time("now"),
                fields.stringMap("inputs"),
                fields.strings("reasons"),
                commands,
                json.hasNonNull("details") ? fields.object("details") : null);
    }
}
