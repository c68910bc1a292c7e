package dev.gyre.cli.why;

import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A story for programs, with everything that the text leaves out. */
public final class StoryJson {

    private StoryJson() {}

    public static ObjectNode of(Story story) {
        ObjectNode json = Json.object().put("object", story.key().toString());
        if (!story.container().isEmpty()) {
            json.put("container", story.container());
        }
        json.put("uid", story.uid());
        json.put("earlierLives", story.earlierLives());
        json.set("standing", strings(story.standing()));
        json.set("turns", turns(story.turns()));
        return json;
    }

    private static ArrayNode turns(List<Turn> turns) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        turns.forEach(turn -> {
            ObjectNode json = array.addObject()
                    .put("revision", turn.revision())
                    .put("time", turn.time().toString())
                    .put("object", turn.key().toString());
            json.set("what", strings(turn.what()));
            json.set("cause", cause(turn.cause()));
        });
        return array;
    }

    private static ObjectNode cause(Cause cause) {
        ObjectNode json = Json.object();
        switch (cause) {
            case Cause.Request request -> json.put("user", request.user()).put("request", request.id());
            case Cause.Elsewhere elsewhere -> {
                json.put("user", elsewhere.user()).put("hint", elsewhere.hint());
                if (!elsewhere.id().isEmpty()) {
                    json.put("decision", elsewhere.id());
                }
            }
            case Cause.Itself itself ->
                json.put("container", itself.container())
                        .put("exitCode", itself.exitCode())
                        .put("reason", itself.reason());
            case Cause.Decided decided -> {
                json.put("decision", decided.id())
                        .put("by", decided.by())
                        .put("about", decided.about())
                        .put("inputRevision", decided.inputRevision());
                ObjectNode inputs = json.putObject("inputs");
                decided.inputs().forEach(inputs::put);
                json.set("reasons", strings(decided.reasons()));
                if (decided.weighed().isObject()) {
                    json.set("weighed", decided.weighed());
                }
                json.set("since", turns(decided.since()));
            }
        }
        return json;
    }

    private static ArrayNode strings(List<String> strings) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        strings.forEach(array::add);
        return array;
    }
}
