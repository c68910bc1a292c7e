package dev.gyre.cli.whatif;

import dev.gyre.cli.why.FieldChanges;
import dev.gyre.cli.why.Story;
import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The difference between a cluster before and after something was asked of it: what was created, moved, evicted, deleted,
 * changed, which pods are left pending, and what controllers were refused; each with the reason of whoever decided it. Statuses are left out, and so are Events
 * and what derives from others without saying anything.
 */
public record Forecast(List<Entry> entries) {

    /** In which way an object is different. */
    public enum Kind {
        CREATED,
        CHANGED,
        MOVED,
        EVICTED,
        DELETED,
        PENDING,
        REFUSED
    }

    /**
     * One object.
     *
     * @param owner the controller that it belongs to, as in {@code ReplicaSet web-5d8}; empty for nobody's
     * @param what where a pod runs, what changed, why it waits
     * @param why by whom, and for which reasons; empty for what was asked for
     */
    public record Entry(Kind kind, ResourceKey key, String owner, List<String> what, String why) {

        static Entry of(Kind kind, Resource object, List<String> what, String why) {
            OwnerReference owner = object.controller();
            return new Entry(kind, object.key(), owner == null ? "" : owner.kind() + " " + owner.name(), what, why);
        }

        boolean isPod() {
            return Forecast.isPod(key);
        }
    }

    private static final Set<String> DERIVED = Set.of(
            "events",
            "events.events.k8s.io",
            "endpoints",
            "endpointslices.discovery.k8s.io",
            "leases.coordination.k8s.io");

    private static final Set<String> EVICTING = Set.of("tainteviction", "podgc", "nodelifecycle", "scheduler");

    private static final int MAX_FIELDS = 6;

    /** Both states by key; {@code history} is of the sandbox's log, and {@code stories} tells from it. */
    public static Forecast between(
            Map<ResourceKey, Resource> before,
            Map<ResourceKey, Resource> after,
            History history,
            Function<ResourceKey, @Nullable Story> stories) {
        SortedMap<ResourceKey, Resource> all = new TreeMap<>(before);
        all.putAll(after);
        List<Entry> entries = new ArrayList<>();
        for (ResourceKey key : new TreeSet<>(all.keySet())) {
            if (DERIVED.contains(key.groupResource())) {
                continue;
            }
            Resource was = before.get(key);
            Resource is = after.get(key);
            Entry entry = was == null
                    ? created(Objects.requireNonNull(is), stories.apply(key))
                    : is == null ? gone(was, history) : changed(was, is, stories.apply(key));
            if (entry != null) {
                entries.add(entry);
            }
        }
        entries.addAll(Refusals.between(before, after, history));
        return new Forecast(entries);
    }

    private static Entry created(Resource is, @Nullable Story story) {
        if (isPod(is.key())) {
            String node = node(is);
            return node.isEmpty()
                    ? Entry.of(Kind.PENDING, is, List.of(pendingFor(is)), first(story))
                    : Entry.of(Kind.CREATED, is, List.of("on " + node), reason(story, "placed on"));
        }
        return Entry.of(Kind.CREATED, is, List.of(), first(story));
    }

    private static @Nullable Entry changed(Resource was, Resource is, @Nullable Story story) {
        boolean isAnother = !was.uid().equals(is.uid());
        if (isPod(is.key()) && isAnother && !node(is).isEmpty() && !node(was).equals(node(is))) {
            return Entry.of(
                    Kind.MOVED, is, List.of("from " + node(was) + " to " + node(is)), reason(story, "placed on"));
        }
        if (isAnother) {
            return created(is, story);
        }
        if (!was.isDeleting() && is.isDeleting()) {
            return Entry.of(Kind.DELETED, is, List.of("is being deleted"), last(story));
        }
        List<String> fields = FieldChanges.between("", wanted(was), wanted(is)).stream()
                .map(line -> line.substring(1))
                .toList();
        return fields.isEmpty()
                ? null
                : Entry.of(
                        Kind.CHANGED,
                        is,
                        List.copyOf(fields.subList(0, Math.min(MAX_FIELDS, fields.size()))),
                        last(story));
    }

    private static Entry gone(Resource was, History history) {
        List<Version> versions = history.versionsOf(was.key());
        String cause = "";
        for (Version version : versions) {
            boolean isEnd =
                    version.type() == Version.Type.DELETED || version.object().isDeleting();
            cause = isEnd && cause.isEmpty() ? version.by().cause() : cause;
        }
        int slash = cause.indexOf('/');
        String by = slash < 0 ? "" : cause.substring(0, slash);
        List<String> where = node(was).isEmpty() ? List.of() : List.of("from " + node(was));
        return Entry.of(EVICTING.contains(by) ? Kind.EVICTED : Kind.DELETED, was, where, decided(cause, history));
    }

    /** The reasons of the decision with this id; empty for a request. */
    private static String decided(String id, History history) {
        int first = id.indexOf('/');
        int last = id.lastIndexOf('/');
        int second = last <= 0 ? -1 : id.lastIndexOf('/', last - 1);
        if (first < 0 || second <= first) {
            return "";
        }
        return history.decisionsAbout(id.substring(first + 1, second)).stream()
                .filter(decision -> decision.id().equals(id))
                .findFirst()
                .map(decision -> decision.reconciler() + ": " + String.join("; ", decision.reasons()))
                .orElse("");
    }

    private static String first(@Nullable Story story) {
        return story == null || story.turns().isEmpty() ? "" : why(story.turns().getFirst());
    }

    private static String last(@Nullable Story story) {
        return story == null || story.turns().isEmpty() ? "" : why(story.turns().getLast());
    }

    private static String reason(@Nullable Story story, String what) {
        return story == null
                ? ""
                : story.turns().stream()
                        .filter(turn -> turn.what().stream().anyMatch(line -> line.startsWith(what)))
                        .findFirst()
                        .map(Forecast::why)
                        .orElse("");
    }

    private static String why(Turn turn) {
        return turn.cause() instanceof Cause.Decided decided
                ? decided.by() + ": " + String.join("; ", decided.reasons())
                : "";
    }

    private static boolean isPod(ResourceKey key) {
        return key.groupResource().equals("pods");
    }

    private static String node(Resource pod) {
        return pod.json().path("spec").path("nodeName").asString("");
    }

    private static String pendingFor(Resource pod) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("PodScheduled")) {
                return condition.path("message").asString("");
            }
        }
        return "nobody has said anything about it";
    }

    private static ObjectNode wanted(Resource object) {
        ObjectNode wanted = object.withoutManagedFields().copy();
        wanted.remove("status");
        if (wanted.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("generation", "resourceVersion"));
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
            }
        }
        return wanted;
    }

    public String text() {
        return ForecastText.of(this);
    }

    public ObjectNode json() {
        ObjectNode json = Json.object();
        for (Kind kind : Kind.values()) {
            ArrayNode array = json.putArray(ForecastText.word(kind));
            entries.stream().filter(entry -> entry.kind() == kind).forEach(entry -> {
                ObjectNode one = array.addObject().put("object", entry.key().toString());
                ArrayNode what = one.putArray("what");
                entry.what().forEach(what::add);
                one.put("why", entry.why());
            });
        }
        return json;
    }
}
