package dev.gyre.cli.replay;

import dev.gyre.cli.why.FieldChanges;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What differs between two decisions, a line each: commands that are new (+), gone (-) or say something else (~), and reasons. */
final class Differences {

    private Differences() {}

    static List<String> between(
            List<String> reasonsThen, List<Command> then, List<String> reasonsNow, List<Command> now) {
        List<String> lines = new ArrayList<>();
        reasonsThen.stream()
                .filter(reason -> !reasonsNow.contains(reason))
                .forEach(reason -> lines.add("- because " + reason));
        reasonsNow.stream()
                .filter(reason -> !reasonsThen.contains(reason))
                .forEach(reason -> lines.add("+ because " + reason));
        Map<String, JsonNode> before = byTarget(then);
        Map<String, JsonNode> after = byTarget(now);
        Set<String> targets = new LinkedHashSet<>(before.keySet());
        targets.addAll(after.keySet());
        for (String target : targets) {
            JsonNode was = before.get(target);
            JsonNode is = after.get(target);
            if (was == null || is == null) {
                lines.add((was == null ? "+ " : "- ") + target);
            } else {
                List<String> fields = FieldChanges.between("", was, is);
                if (!fields.isEmpty()) {
                    lines.add("~ " + target);
                    fields.forEach(field -> lines.add("    " + field.substring(1)));
                }
            }
        }
        return lines.isEmpty() ? List.of("the same commands and reasons in another order") : lines;
    }

    private static Map<String, JsonNode> byTarget(List<Command> commands) {
        Map<String, JsonNode> byTarget = new LinkedHashMap<>();
        for (Command command : commands) {
            JsonNode json = Json.MAPPER.readTree(Json.write(RecordJson.commandToJson(command)));
            String name = json.path("type").asString("") + " " + command.key()
                    + (json.has("subresource") ? "/" + json.path("subresource").asString() : "");
            String target = name;
            for (int i = 2; byTarget.containsKey(target); i++) {
                target = name + " (" + i + ")";
            }
            byTarget.put(target, json);
        }
        return byTarget;
    }
}
