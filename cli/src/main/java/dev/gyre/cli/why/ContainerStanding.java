package dev.gyre.cli.why;

import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How a container stands, as a sentence without its subject; then how it ended before, and what its kubelet warned of. */
final class ContainerStanding {

    private static final int MAX_WARNINGS = 5;

    private final String name;
    private final Version latest;
    private final JsonNode status;

    private ContainerStanding(String name, Version latest) {
        this.name = name;
        this.latest = latest;
        this.status = PodContainers.status(latest.object(), name);
    }

    /** @param around what changed in the namespace's Events while the pod was there */
    static List<String> of(String name, Version latest, List<Version> around) {
        ContainerStanding standing = new ContainerStanding(name, latest);
        List<String> lines = new ArrayList<>(standing.now());
        lines.addAll(standing.earlier());
        lines.addAll(standing.warnings(around));
        return lines;
    }

    private List<String> now() {
        String state = state();
        if (latest.type() == Version.Type.DELETED) {
            return state.isEmpty()
                    ? List.of("is gone with its pod")
                    : List.of("is gone with its pod", "at last it " + state);
        }
        if (!state.isEmpty()) {
            boolean isUnready =
                    state.startsWith("runs") && !status.path("ready").asBoolean(true);
            List<String> lines = new ArrayList<>(List.of(state + (isUnready ? ", but is not ready" : "")));
            ofThePod().stream()
                    .filter(line -> !line.startsWith("runs on "))
                    .map("its pod "::concat)
                    .forEach(lines::add);
            return lines;
        }
        List<String> lines = new ArrayList<>(List.of("has not begun"));
        List<String> ofThePod = ofThePod();
        lines.add("its pod " + ofThePod.getFirst());
        lines.addAll(ofThePod.subList(1, ofThePod.size()));
        return lines;
    }

    /** The pod's own first line; what it says of its containers follows only where this one has nothing to say. */
    private List<String> ofThePod() {
        List<String> lines = Standing.of(latest);
        return state().isEmpty() ? lines : lines.subList(0, 1);
    }

    private String state() {
        return Turns.containerState(status);
    }

    private List<String> earlier() {
        List<String> lines = new ArrayList<>();
        JsonNode end = PodContainers.lastEnd(status);
        if (!end.isMissingNode() && !status.path("state").has("terminated")) {
            String finished = Turns.text(end, "finishedAt");
            lines.add("before that it " + Turns.ended(end) + (finished.isEmpty() ? "" : ", at " + finished));
        }
        if (Turns.text(end, "reason").equals(Story.Cause.Itself.OOM_KILLED)) {
            String limit = Turns.text(PodContainers.wanted(latest.object(), name), "resources", "limits", "memory");
            lines.add("it was killed for the memory that it took"
                    + (limit.isEmpty() ? "; it has no limit of its own" : "; its limit is " + limit));
        }
        long restarts = status.path("restartCount").asLong();
        if (restarts > 0 && !status.path("state").has("running")) {
            lines.add("restarts: " + restarts);
        }
        return lines;
    }

    /** The newest of each kind, as often as its Event says that it came. */
    private List<String> warnings(List<Version> around) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (Version version : around) {
            JsonNode event = version.object().json();
            if (version.type() != Version.Type.DELETED && isWarning(event, latest.object())) {
                String name = version.key().name();
                lines.remove(name);
                lines.put(name, warning(event));
            }
        }
        List<String> all = List.copyOf(lines.values());
        return all.subList(Math.max(0, all.size() - MAX_WARNINGS), all.size());
    }

    private boolean isWarning(JsonNode event, Resource pod) {
        JsonNode about = event.path("involvedObject");
        return Turns.text(event, "type").equals("Warning")
                && Turns.text(about, "uid").equals(pod.uid())
                && Turns.text(about, "fieldPath").endsWith("{" + name + "}");
    }

    private static String warning(JsonNode event) {
        long count = event.path("count").asLong(1);
        return Turns.text(event, "reason") + ": " + Turns.text(event, "message").strip()
                + (count > 1 ? " (" + count + " times, the last at " : " (at ")
                + Turns.text(event, "lastTimestamp") + ")";
    }
}
