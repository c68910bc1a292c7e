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
import java.util.Objects;
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

    private record Same(String podUid, EmitEvent event) {}

    private record Emitted(ResourceKey key, int count) {}

    EventRecorder(NodeSettings settings, KubeletPorts ports) {
        this.settings = settings;
        this.ports = ports;
    }

    void emit(Resource pod, EmitEvent event, String cause) {
        if (!settings.emitsEvents() || inFlight.get() >= MOST_IN_FLIGHT) {
            return;
        }
        Instant now = ports.clock().instant();
        if (!budgets.computeIfAbsent(pod.uid(), uid -> new EventBudget(now)).spend(now)) {
            return;
        }
        Same same = new Same(pod.uid(), event);
        Emitted before = emitted.get(same);
        Emitted after =
                before == null ? new Emitted(newKey(pod, same, now), 1) : new Emitted(before.key(), before.count() + 1);
        emitted.put(same, after);
        Command command = before == null
                ? new Command.Create(after.key(), event(pod, event, after.key(), now), List.of())
                : new Command.Patch(after.key(), null, Command.PatchType.MERGE, again(after, now), List.of());
        inFlight.incrementAndGet();
        ports.api().execute(command, cause).whenComplete((outcome, failure) -> inFlight.decrementAndGet());
    }

    /** Named after its pod, and after what it says and when it was first said. */
    private static ResourceKey newKey(Resource pod, Same same, Instant now) {
        long mixed = now.toEpochMilli() * 31 + Objects.hash(same);
        String name = pod.name() + "." + Long.toString(mixed & Long.MAX_VALUE, RADIX);
        return ResourceKey.namespaced("", "events", pod.namespace(), name);
    }

    private ObjectNode event(Resource pod, EmitEvent event, ResourceKey key, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode json = Json.object();
        json.put("apiVersion", "v1").put("kind", "Event");
        json.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        ObjectNode involved = json.putObject("involvedObject");
        involved.put("kind", "Pod").put("apiVersion", "v1").put("namespace", pod.namespace());
        involved.put("name", pod.name()).put("uid", pod.uid()).put("resourceVersion", Long.toString(pod.revision()));
        if (!event.container().isEmpty()) {
            involved.put("fieldPath", "spec." + listOf(pod, event.container()) + "{" + event.container() + "}");
        }
        json.put("reason", event.reason()).put("message", cut(event.message()));
        json.putObject("source").put("component", "kubelet").put("host", settings.name());
        json.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
        json.put("type", event.isWarning() ? "Warning" : "Normal");
        json.put("reportingComponent", "kubelet").put("reportingInstance", settings.name());
        return json;
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
