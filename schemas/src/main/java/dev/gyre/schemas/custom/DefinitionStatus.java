package dev.gyre.schemas.custom;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the status of a definition says of its names: those that no other definition of its group has taken are accepted, and
 * once all are, the kind is established, for good. Pure: definitions and a time go in, a status comes out.
 */
public final class DefinitionStatus {

    private DefinitionStatus() {}

    /**
     * The status as it should be; what else it holds stays.
     *
     * @param others all definitions that there are; the definition itself does not count
     * @param now as a timestamp, for conditions that change
     */
    public static ObjectNode settled(JsonNode definition, List<JsonNode> others, String now) {
        ObjectNode status = definition.path("status") instanceof ObjectNode before ? before.deepCopy() : Json.object();
        JsonNode wanted = definition.path("spec").path("names");
        JsonNode had = status.path("acceptedNames");
        Taken taken = Taken.byOthers(definition, others);
        List<String> faults = new ArrayList<>();
        ObjectNode accepted = Json.object();
        // In the order in which conflicts are reported; a name that is refused stays what it was.
        for (String field : List.of("plural", "singular")) {
            accept(field, wanted, had, taken.resources(), accepted, faults);
        }
        List<String> shortNames = strings(wanted.path("shortNames"));
        List<String> refused = shortNames.stream()
                .filter(taken.resources()::contains)
                .map(name -> "\"" + name + "\" is already in use")
                .toList();
        if (refused.isEmpty()) {
            putUnlessEmpty(accepted, "shortNames", wanted.path("shortNames"));
        } else {
            faults.addAll(refused);
            putUnlessEmpty(accepted, "shortNames", had.path("shortNames"));
        }
        for (String field : List.of("kind", "listKind")) {
            accept(field, wanted, had, taken.kinds(), accepted, faults);
        }
        putUnlessEmpty(accepted, "categories", wanted.path("categories"));
        status.set("acceptedNames", accepted);
        condition(
                status,
                "NamesAccepted",
                faults.isEmpty(),
                faults.isEmpty() ? "NoConflicts" : "NamesConflict",
                faults.isEmpty() ? "no conflicts found" : String.join(", ", faults),
                now);
        if (!CustomKinds.isEstablished(definition)) {
            condition(
                    status,
                    "Established",
                    faults.isEmpty(),
                    faults.isEmpty() ? "InitialNamesAccepted" : "NotAccepted",
                    faults.isEmpty() ? "the initial names have been accepted" : "not all names are accepted",
                    now);
        }
        status.set("storedVersions", storedVersions(definition));
        return status;
    }

    /** The versions in which objects may be stored: those that were, and the one that is now. */
    public static ArrayNode storedVersions(JsonNode definition) {
        Set<String> versions =
                new LinkedHashSet<>(strings(definition.path("status").path("storedVersions")));
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("storage").asBoolean(false)) {
                versions.add(version.path("name").asString(""));
            }
        }
        ArrayNode array = Json.MAPPER.createArrayNode();
        versions.forEach(array::add);
        return array;
    }

    private static void accept(
            String field, JsonNode wanted, JsonNode had, Set<String> taken, ObjectNode accepted, List<String> faults) {
        String name = wanted.path(field).asString("");
        if (taken.contains(name) && !name.isEmpty()) {
            faults.add("\"" + name + "\" is already in use");
            name = had.path(field).asString("");
        }
        accepted.put(field, name);
    }

    private static void putUnlessEmpty(ObjectNode accepted, String field, JsonNode names) {
        if (!names.isEmpty()) {
            accepted.set(field, names.deepCopy());
        }
    }

    private static void condition(
            ObjectNode status, String type, boolean isTrue, String reason, String message, String now) {
        ObjectNode condition = find(status, type);
        String word = isTrue ? "True" : "False";
        if (condition == null) {
            condition = status.withArrayProperty("conditions").addObject().put("type", type);
        }
        if (!condition.path("status").asString("").equals(word)) {
            condition.put("status", word).put("lastTransitionTime", now);
        }
        condition.put("reason", reason).put("message", message);
    }

    private static @Nullable ObjectNode find(ObjectNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition instanceof ObjectNode object
                    && object.path("type").asString("").equals(type)) {
                return object;
            }
        }
        return null;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asString("")));
        return strings;
    }

    /** The names that the others of a group have been granted. */
    private record Taken(Set<String> resources, Set<String> kinds) {
        static Taken byOthers(JsonNode definition, List<JsonNode> others) {
            Taken taken = new Taken(new LinkedHashSet<>(), new LinkedHashSet<>());
            String group = definition.path("spec").path("group").asString("");
            String own = definition.path("metadata").path("name").asString("");
            for (JsonNode other : others) {
                boolean isAnother =
                        !other.path("metadata").path("name").asString("").equals(own);
                if (isAnother && other.path("spec").path("group").asString("").equals(group)) {
                    JsonNode names = other.path("status").path("acceptedNames");
                    taken.resources.add(names.path("plural").asString(""));
                    taken.resources.add(names.path("singular").asString(""));
                    taken.resources.addAll(strings(names.path("shortNames")));
                    taken.kinds.add(names.path("kind").asString(""));
                    taken.kinds.add(names.path("listKind").asString(""));
                }
            }
            return taken;
        }
    }
}
