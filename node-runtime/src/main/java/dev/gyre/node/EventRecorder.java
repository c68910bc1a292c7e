package dev.gyre.node;

import dev.gyre.node.lifecycle.PodCommand.EmitEvent;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes Events for people to read. The same event again raises the count of the first, so that a pod that crashes all
 * night fills one line; where a pod says more than its budget, or the API is slow, events are dropped rather than queued.
 * Nothing depends on them.
 */
final class EventRecorder {
    private static final int MOST_REMEMBERED = 512;
    private static final int MOST_IN_FLIGHT = 64;
    private static final int RADIX = 16;
    private static final int MOST_CHARACTERS = 1024;

    private final NodeSettings settings;
    private final KubeletPorts ports;
    private final AtomicInteger inFlight = new AtomicInteger();
    private long latest;
    private final Map<Same, Emitted> emitted = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, Emitted> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private final Map<String, EventBudget> budgets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EventBudget> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** What an Event is about; this kubelet's Node is known by its name, as with Kubernetes, and its Events are in {@code default}. */
    private record Subject(String kind, String namespace, String name, String uid, long revision, String fieldPath) {

        static Subject pod(Resource pod, String container) {
            String path = container.isEmpty() ? "" : "spec." + listOf(pod, container) + "{" + container + "}";
            return new Subject("Pod", pod.namespace(), pod.name(), pod.uid(), pod.revision(), path);
        }

        static Subject node(String name) {
            return new Subject("Node", "default", name, name, 0, "");
        }
    }

    private record Same(String uid, EmitEvent event) {}

    private record Emitted(ResourceKey key, int count) {}

    EventRecorder(NodeSettings settings, KubeletPorts ports) {
        this.settings = settings;
        this.ports = ports;
    }

    void emit(Resource pod, EmitEvent event, String cause) {
        emit(Subject.pod(pod, event.container()), event, cause);
    }

    void emitOfNode(String reason, String message) {
        String cause = "kubelet/nodes/" + settings.name();
        emit(Subject.node(settings.name()), new EmitEvent(false, reason, message, ""), cause);
    }

    private void emit(Subject subject, EmitEvent event, String cause) {
        if (inFlight.get() >= MOST_IN_FLIGHT) {
            return;
        }
        Instant now = ports.clock().instant();
        if (!budgets.computeIfAbsent(subject.uid(), uid -> new EventBudget(now)).spend(now)) {
            return;
        }
        Same same = new Same(subject.uid(), event);
        Emitted before = emitted.get(same);
        Emitted after =
                before == null ? new Emitted(newKey(subject, now), 1) : new Emitted(before.key(), before.count() + 1);
        emitted.put(same, after);
        Command command = before == null
                ? new Command.Create(after.key(), event(subject, event, after.key(), now), List.of())
                : new Command.Patch(after.key(), null, Command.PatchType.MERGE, again(after, now), List.of());
        inFlight.incrementAndGet();
        ports.api().execute(command, cause).whenComplete((outcome, failure) -> inFlight.decrementAndGet());
    }

    /** Named after its subject and when it was first said, as with Kubernetes: those of one second are listed as they were said. */
    private ResourceKey newKey(Subject subject, Instant now) {
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        latest = Math.max(nanos, latest + 1);
        String name = subject.name() + "." + Long.toString(latest, RADIX);
        return ResourceKey.namespaced("", "events", subject.namespace(), name);
    }

    private ObjectNode event(Subject subject, EmitEvent event, ResourceKey key, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode json = Json.object();
        json.put("apiVersion", "v1").put("kind", "Event");
        json.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        json.set("involvedObject", involved(subject));
        json.put("reason", event.reason()).put("message", cut(event.message()));
        json.putObject("source").put("component", "kubelet").put("host", settings.name());
        json.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
        json.put("type", event.isWarning() ? "Warning" : "Normal");
        json.put("reportingComponent", "kubelet").put("reportingInstance", settings.name());
        return json;
    }

    private static ObjectNode involved(Subject subject) {
        ObjectNode involved = Json.object();
        involved.put("kind", subject.kind()).put("apiVersion", "v1");
        involved.put("name", subject.name()).put("uid", subject.uid());
        if (subject.kind().equals("Pod")) {
            involved.put("namespace", subject.namespace()).put("resourceVersion", Long.toString(subject.revision()));
        }
        if (!subject.fieldPath().isEmpty()) {
            involved.put("fieldPath", subject.fieldPath());
        }
        return involved;
    }

    /** What a probe or the runtime printed may be longer than an Event takes. */
    private static String cut(String message) {
        return message.length() <= MOST_CHARACTERS ? message : message.substring(0, MOST_CHARACTERS - 3) + "...";
    }

    private static String listOf(Resource pod, String container) {
        for (String list : List.of("initContainers", "ephemeralContainers")) {
            boolean isHere = pod.json()
                    .path("spec")
                    .path(list)
                    .valueStream()
                    .anyMatch(c -> c.path("name").asString("").equals(container));
            if (isHere) {
                return list;
            }
        }
        return "containers";
    }

    private static ObjectNode again(Emitted emitted, Instant now) {
        return Json.object()
                .put("count", emitted.count())
                .put("lastTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
