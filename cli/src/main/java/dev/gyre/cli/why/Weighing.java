package dev.gyre.cli.why;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What the scheduler's plugins said about the nodes for one pod, found in a decision about many. */
final class Weighing {

    private Weighing() {}

    /** The pod's part of the decision's details, with the names of the plugins that score; missing where it has none. */
    static JsonNode of(DecisionRecord decision, String pod) {
        ObjectNode details = decision.details();
        if (details == null) {
            return MissingNode.getInstance();
        }
        for (JsonNode weighed : details.path("pods")) {
            if (Turns.text(weighed, "pod").equals(pod)) {
                ObjectNode found = Json.object();
                found.set("plugins", details.path("plugins"));
                weighed.properties().forEach(field -> found.set(field.getKey(), field.getValue()));
                return found;
            }
        }
        return MissingNode.getInstance();
    }

    /** The name by which decisions about many call one of them. */
    static String name(ResourceKey key) {
        return key.isNamespaced() ? key.namespace() + "/" + key.name() : key.name();
    }

    /** In whose favour a pod has to go by this decision, by name; empty where it has not. */
    static String preemptor(DecisionRecord decision, String pod) {
        ObjectNode details = decision.details();
        if (details != null) {
            for (JsonNode weighed : details.path("pods")) {
                if (weighed.path("preempts")
                        .valueStream()
                        .anyMatch(victim -> victim.asString("").equals(pod))) {
                    return Turns.text(weighed, "pod");
                }
            }
        }
        return "";
    }

    /** In words, a line for what was refused by one plugin for one reason, and one for each of the best nodes. */
    static List<String> lines(JsonNode weighed) {
        List<String> lines = new ArrayList<>();
        for (JsonNode refused : weighed.path("filtered")) {
            lines.add("%d of %d nodes refused by %s: %s"
                    .formatted(
                            refused.path("nodes").asInt(),
                            weighed.path("looked").asInt(),
                            Turns.text(refused, "plugin"),
                            Turns.text(refused, "reason")));
        }
        for (JsonNode node : weighed.path("best")) {
            StringJoiner scores = new StringJoiner(", ");
            for (int i = 0; i < weighed.path("plugins").size(); i++) {
                scores.add(weighed.path("plugins").path(i).asString("") + " "
                        + node.path("scores").path(i).asLong());
            }
            lines.add(Turns.text(node, "node") + " scored " + node.path("total").asLong() + ": " + scores);
        }
        if (weighed.path("preempts").isArray()) {
            StringJoiner victims = new StringJoiner(", ");
            weighed.path("preempts").forEach(victim -> victims.add(victim.asString("")));
            lines.add("in the place of " + victims);
        }
        return lines;
    }
}
