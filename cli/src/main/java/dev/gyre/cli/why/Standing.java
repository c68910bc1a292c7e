package dev.gyre.cli.why;

import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How an object stands, as a sentence without its subject, and what it says of itself. */
final class Standing {

    private Standing() {}

    static List<String> of(Version latest) {
        Resource object = latest.object();
        if (latest.type() == Version.Type.DELETED) {
            return List.of("is gone");
        }
        boolean isPod =
                object.key().plural().equals("pods") && object.key().group().isEmpty();
        List<String> lines = new ArrayList<>(isPod ? pod(object) : any(object));
        if (object.isDeleting()) {
            lines.set(0, "is being deleted" + held(object) + (isPod ? unheard(object) : ""));
        }
        return lines;
    }

    private static String held(Resource object) {
        return object.finalizers().isEmpty() ? "" : ", held by " + String.join(", ", object.finalizers());
    }

    /** What a pod is said to do is out of date where its kubelet cannot say it any more, and so is a deletion that waits for that. */
    private static String unheard(Resource pod) {
        JsonNode ready =
                Turns.by("type", pod.json().path("status").path("conditions")).get("Ready");
        return ready != null && Turns.text(ready, "reason").equals("NodeNotReady")
                ? "; nothing is heard of its node any more"
                : "";
    }

    private static String node(Resource pod) {
        return Turns.text(pod.json(), "spec", "nodeName");
    }

    /** Whether a pod has done what it was to do, or failed to, for good. */
    static boolean hasEnded(Resource pod) {
        String phase = Turns.text(pod.json(), "status", "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static List<String> pod(Resource pod) {
        JsonNode status = pod.json().path("status");
        String phase = Turns.text(status, "phase");
        if (hasEnded(pod)) {
            String reason = Turns.text(status, "reason");
            return nonEmpty(
                    "has " + phase.toLowerCase(java.util.Locale.ROOT) + (reason.isEmpty() ? "" : ": " + reason),
                    Turns.text(status, "message"));
        }
        String node = node(pod);
        if (node.isEmpty()) {
            JsonNode scheduled = Turns.by("type", status.path("conditions")).get("PodScheduled");
            return scheduled == null
                    ? List.of("is pending: the scheduler has not said anything about it yet")
                    : nonEmpty("is pending: no node takes it", Turns.text(scheduled, "message"));
        }
        List<String> troubles = new ArrayList<>();
        boolean isRunning = phase.equals("Running");
        for (String list : PodContainers.STATUSES) {
            List<String> ofThese = troubles(list, status.path(list));
            isRunning &= ofThese.isEmpty() || list.equals(PodContainers.EPHEMERAL);
            troubles.addAll(ofThese);
        }
        List<String> lines = new ArrayList<>();
        String unheard = unheard(pod);
        String runs = unheard.isEmpty() ? "runs on " : "ran on ";
        lines.add((isRunning ? runs : "is to run on ") + node + unheard);
        lines.addAll(troubles);
        return lines;
    }

    private static List<String> troubles(String list, JsonNode containers) {
        List<String> troubles = new ArrayList<>();
        Turns.by("name", containers).forEach((name, container) -> {
            String state = Turns.containerState(container);
            if (!state.isEmpty() && !state.startsWith("runs") && !isDone(list, container)) {
                troubles.add("container " + name + " " + state);
            }
        });
        return troubles;
    }

    /** An init container ends well, and one for debugging ends as it likes. */
    private static boolean isDone(String list, JsonNode container) {
        JsonNode end = container.path("state").path("terminated");
        return list.equals(PodContainers.EPHEMERAL)
                ? !end.isMissingNode()
                : list.equals(PodContainers.INIT) && end.path("exitCode").asInt(1) == 0;
    }

    private static List<String> any(Resource object) {
        List<String> lines = new ArrayList<>();
        lines.add("is there");
        Turns.by("type", object.json().path("status").path("conditions"))
                .forEach((type, condition) -> lines.add(Turns.condition(type, condition)));
        return lines;
    }

    private static List<String> nonEmpty(String first, String second) {
        return second.isEmpty() ? List.of(first) : List.of(first, second);
    }
}
