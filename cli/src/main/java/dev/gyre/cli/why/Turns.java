package dev.gyre.cli.why;

import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a change means, in words; nothing for those that tell nobody anything, such as a status that counts along. What an
 * object is to be comes first, then how it fares.
 */
final class Turns {

    /** Somebody wants the object gone. */
    static final String DELETION = "its deletion was asked for";

    /** Somebody asked the Eviction API for its end; a pod that had no time left goes without another word. */
    static final String EVICTION = "its eviction was asked for through the Eviction API";

    /** It is not there any more. */
    static final String GONE = "gone";

    /** How the sentence about a container's end begins. */
    static final String ENDED = "ended with ";

    private static final int MAX_FIELDS = 6;

    private static final String SCHEDULED = "PodScheduled";

    private static final String DISRUPTED = "DisruptionTarget";

    /** What everybody's metadata does by itself. */
    private static final Set<String> OWN_METADATA = Set.of(
            "resourceVersion",
            "generation",
            "managedFields",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink");

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** Conditions of a pod that only count what its containers' states say. */
    private static final Set<String> DERIVED_CONDITIONS =
            Set.of("ContainersReady", "Initialized", "PodReadyToStartContainers");

    private Turns() {}

    /** What is new in this version. */
    static List<String> of(@Nullable Resource before, Version version) {
        List<String> turns = new ArrayList<>(ofWhatIsWanted(before, version));
        if (version.type() == Version.Type.MODIFIED && before != null) {
            turns.addAll(
                    faring(before.json().path("status"), version.object().json().path("status")));
        }
        return turns;
    }

    /** What is new in what the object is to be; how it fares is left out. */
    static List<String> ofWhatIsWanted(@Nullable Resource before, Version version) {
        return switch (version.type()) {
            case ADDED -> List.of("created");
            case DELETED -> List.of(GONE);
            case FOUND -> List.of("as it stood where this history begins");
            case MODIFIED -> before == null ? List.of("changed") : changes(before, version.object());
        };
    }

    /** Whether it is the object's end, or that somebody asks for it. */
    static boolean isEnd(List<String> what) {
        return what.contains(DELETION) || what.contains(GONE);
    }

    private static List<String> changes(Resource before, Resource after) {
        List<String> turns = new ArrayList<>(goingAndPlace(before, after));
        boolean isPlaced = isPlaced(before, after);
        turns.addAll(fields(wanted(before, isPlaced), wanted(after, isPlaced)));
        return turns;
    }

    private static List<String> goingAndPlace(Resource before, Resource after) {
        List<String> turns = new ArrayList<>();
        if (!before.isDeleting() && after.isDeleting()) {
            turns.add(DELETION);
        }
        if (isPlaced(before, after)) {
            turns.add("placed on " + text(after.json(), "spec", "nodeName"));
        }
        return turns;
    }

    private static boolean isPlaced(Resource before, Resource after) {
        return text(before.json(), "spec", "nodeName").isEmpty()
                && !text(after.json(), "spec", "nodeName").isEmpty();
    }

    /** What is new about a pod and reaches every container: that it goes, where it runs, that no node takes it, that it failed. */
    static List<String> ofWholePod(Resource before, Resource after) {
        List<String> turns = new ArrayList<>(goingAndPlace(before, after));
        JsonNode earlier = before.json().path("status");
        JsonNode now = after.json().path("status");
        if (text(now, "phase").equals("Failed")) {
            phase(earlier, now).ifPresent(phase -> turns.add("its pod: " + phase));
        }
        JsonNode scheduled = by("type", now.path("conditions")).get(SCHEDULED);
        if (scheduled != null
                && isNews(SCHEDULED, by("type", earlier.path("conditions")).get(SCHEDULED), scheduled)) {
            turns.add("its pod: " + condition(SCHEDULED, scheduled));
        }
        return turns;
    }

    /** Whatever is different, also where it would tell nobody anything. */
    static List<String> fields(@Nullable Resource before, Resource after) {
        return before == null
                ? List.of("changed")
                : fields(
                        before.withoutManagedFields().json(),
                        after.withoutManagedFields().json());
    }

    private static List<String> fields(JsonNode before, JsonNode after) {
        List<String> all = FieldChanges.between("", before, after).stream()
                .map(line -> line.substring(1))
                .toList();
        if (all.size() <= MAX_FIELDS) {
            return all;
        }
        List<String> fields = new ArrayList<>(all.subList(0, MAX_FIELDS));
        fields.add("and " + (all.size() - MAX_FIELDS) + " fields more");
        return fields;
    }

    /** All of the object that somebody wants: not its status, nor what its metadata does by itself. */
    private static ObjectNode wanted(Resource object, boolean isPlaced) {
        ObjectNode wanted = object.copy();
        wanted.remove("status");
        if (wanted.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(OWN_METADATA);
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(LAST_APPLIED);
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        if (isPlaced && wanted.path("spec") instanceof ObjectNode spec) {
            spec.remove("nodeName");
        }
        return wanted;
    }

    private static List<String> faring(JsonNode before, JsonNode after) {
        List<String> turns = new ArrayList<>();
        phase(before, after).ifPresent(turns::add);
        for (String list : PodContainers.STATUSES) {
            Map<String, JsonNode> earlier = by("name", before.path(list));
            by("name", after.path(list))
                    .forEach((name, container) -> ofContainer(earlier.getOrDefault(name, nothing()), container)
                            .forEach(news -> turns.add("container " + name + " " + news)));
        }
        turns.addAll(conditions(before, after));
        return turns;
    }

    /** What is new about how a container fares: that it ended, be it that it has been started again since, and its state. */
    static List<String> ofContainer(JsonNode before, JsonNode after) {
        List<String> turns = new ArrayList<>();
        JsonNode last = PodContainers.lastEnd(after);
        String state = containerState(after);
        if (ContainerEnds.isNew(last, PodContainers.lastEnd(before))) {
            turns.add(ended(last));
            if (after.path("state").has("waiting") && state.isEmpty()) {
                turns.add("is started again, without a back-off");
            }
        }
        if (!state.isEmpty() && !state.startsWith(ENDED) && !state.equals(containerState(before))) {
            turns.add(state);
        }
        return turns;
    }

    /** The phase as a sentence, where it is another than before. */
    private static Optional<String> phase(JsonNode before, JsonNode after) {
        String phase = text(after, "phase");
        if (phase.isEmpty() || phase.equals("Pending") || phase.equals(text(before, "phase"))) {
            return Optional.empty();
        }
        String reason = text(after, "reason");
        return Optional.of(phase + (reason.isEmpty() ? "" : " (" + reason + ")") + suffix(text(after, "message")));
    }

    private static boolean isNews(String type, @Nullable JsonNode before, JsonNode after) {
        if (DERIVED_CONDITIONS.contains(type)) {
            return false;
        }
        String status = text(after, "status");
        if (type.equals(SCHEDULED)) {
            return status.equals("False")
                    && (before == null || !text(before, "message").equals(text(after, "message")));
        }
        if (before == null) {
            return !type.equals("Ready")
                    && !(status.equals("False") && text(after, "reason").isEmpty());
        }
        return !status.equals(text(before, "status")) || !text(after, "reason").equals(text(before, "reason"));
    }

    /** The one that sums up the others comes first. */
    private static List<String> conditions(JsonNode before, JsonNode after) {
        Map<String, JsonNode> earlier = by("type", before.path("conditions"));
        List<String> news = new ArrayList<>();
        by("type", after.path("conditions")).forEach((type, condition) -> {
            if (isNews(type, earlier.get(type), condition)) {
                String line = isEviction(type, condition) ? EVICTION : condition(type, condition);
                news.add(type.equals("Ready") ? 0 : news.size(), line);
            }
        });
        return news;
    }

    private static boolean isEviction(String type, JsonNode condition) {
        return type.equals(DISRUPTED)
                && text(condition, "status").equals("True")
                && text(condition, "reason").equals("EvictionByEvictionAPI");
    }

    /** A condition as a sentence. */
    static String condition(String type, JsonNode condition) {
        String reason = text(condition, "reason");
        return type + " is " + text(condition, "status") + (reason.isEmpty() ? "" : " (" + reason + ")")
                + suffix(text(condition, "message"));
    }

    /** The state of a container as a sentence without its subject; empty where it has none that says anything. */
    static String containerState(JsonNode container) {
        JsonNode state = container.path("state");
        if (state.has("running")) {
            long restarts = container.path("restartCount").asLong();
            return restarts == 0 ? "runs" : "runs again (restarts: " + restarts + ")";
        }
        if (state.has("terminated")) {
            return ended(state.path("terminated"));
        }
        String reason = text(state, "waiting", "reason");
        return reason.isEmpty() || reason.equals("ContainerCreating") || reason.equals("PodInitializing")
                ? ""
                : "waits: " + reason + suffix(text(state, "waiting", "message"));
    }

    /** How a container ended, as a sentence without its subject. */
    static String ended(JsonNode end) {
        return ENDED + "exit code " + end.path("exitCode").asInt() + " (" + text(end, "reason") + ")"
                + suffix(text(end, "message"));
    }

    static Map<String, JsonNode> by(String field, JsonNode list) {
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        list.forEach(element -> elements.put(text(element, field), element));
        return elements;
    }

    static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String field : path) {
            at = at.path(field);
        }
        return at.asString("");
    }

    private static JsonNode nothing() {
        return MissingNode.getInstance();
    }

    private static String suffix(String message) {
        return message.isEmpty() ? "" : ": " + message;
    }
}
