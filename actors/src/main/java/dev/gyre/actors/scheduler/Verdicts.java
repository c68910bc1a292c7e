package dev.gyre.actors.scheduler;

import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the plugins said about the nodes for one pod, for the decision's record: of those that filters refused only how many and
 * why, of the possible ones the best with what each score gave them. That is as small for thousands of nodes as for ten.
 *
 * @param looked how many nodes were looked at
 * @param possible how many of these passed the filters
 * @param refused by plugin and reason, how many nodes; a node may have been refused for several reasons of one plugin
 * @param best the one that was chosen first
 */
record Verdicts(int looked, int possible, Map<String, Map<String, Integer>> refused, List<Scored> best) {

    /** Nodes whose scores are worth keeping. */
    static final int MOST_SCORED = 3;

    /** A possible node. {@code byPlugin} is weighted, in the order of the profile's scores, and adds up to {@code total}. */
    record Scored(String node, long total, List<Long> byPlugin) {}

    /** Where a reason lies with the pod, no node has been looked at. */
    static final Verdicts NONE = new Verdicts(0, 0, Map.of(), List.of());

    ObjectNode json(String pod) {
        ObjectNode json = Json.object().put("pod", pod);
        if (!best.isEmpty()) {
            json.put("node", best.getFirst().node());
        }
        json.put("looked", looked).put("possible", possible);
        ArrayNode filtered = json.putArray("filtered");
        refused.forEach((plugin, reasons) -> reasons.forEach((reason, nodes) ->
                filtered.addObject().put("plugin", plugin).put("reason", reason).put("nodes", nodes)));
        ArrayNode scored = json.putArray("best");
        for (Scored node : best) {
            ArrayNode scores = scored.addObject()
                    .put("node", node.node())
                    .put("total", node.total())
                    .putArray("scores");
            node.byPlugin().forEach(scores::add);
        }
        return json;
    }
}
