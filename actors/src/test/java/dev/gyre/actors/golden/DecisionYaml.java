package dev.gyre.actors.golden;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decision to be read and reviewed: its commands in their chains, and of an update only what it changes, as a merge patch
 * would say it.
 */
final class DecisionYaml {

    private static final DumpSettings BLOCK = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(120)
            .build();

    private DecisionYaml() {}

    static String write(Decision decision, ClusterView view) {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("reasons", decision.reasons());
        if (decision.wakeAt() != null) {
            yaml.put("wakeAt", decision.wakeAt().toString());
        }
        if (!decision.inputs().isEmpty()) {
            yaml.put("inputs", new LinkedHashMap<>(decision.inputs()));
        }
        if (decision.details() != null) {
            yaml.put("details", Json.MAPPER.convertValue(decision.details(), Map.class));
        }
        List<Object> chains = new ArrayList<>();
        for (int i = 0; i < decision.commands().size(); i++) {
            if (decision.chainStarts().contains(i)) {
                chains.add(new ArrayList<>());
            }
            @SuppressWarnings("unchecked")
            List<Object> chain = (List<Object>) chains.getLast();
            chain.add(command(decision.commands().get(i), view));
        }
        yaml.put("chains", chains);
        return new Dump(BLOCK).dumpToString(yaml);
    }

    private static Object command(Command command, ClusterView view) {
        ObjectNode json = RecordJson.commandToJson(command);
        if (command instanceof Command.Update update) {
            Resource stored = view.get(update.key()).orElseThrow();
            ObjectNode object = update.object();
            json = json.deepCopy();
            json.remove("object");
            json.set("changes", difference(stored.json(), object));
        }
        return Json.MAPPER.convertValue(json, Map.class);
    }

    private static ObjectNode difference(JsonNode from, JsonNode to) {
        ObjectNode changes = Json.object();
        to.properties().forEach(entry -> {
            JsonNode before = from.path(entry.getKey());
            JsonNode after = entry.getValue();
            if (before.isObject() && after.isObject()) {
                ObjectNode inner = difference(before, after);
                if (!inner.isEmpty()) {
                    changes.set(entry.getKey(), inner);
                }
            } else if (!before.toString().equals(after.toString())) {
                changes.set(entry.getKey(), after);
            }
        });
        from.properties().forEach(entry -> {
            if (!to.has(entry.getKey())) {
                changes.putNull(entry.getKey());
            }
        });
        return changes;
    }
}
