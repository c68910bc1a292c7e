package dev.gyre.cli;

import dev.gyre.events.Heartbeats;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The nodes of a sandbox: all that are in it, as they are, with nothing on them. Whoever was alive goes on giving signs of life,
 * every pod that is placed runs and is ready at once, and one that is asked to go is gone. Nothing fails and nothing ends by
 * itself.
 */
final class SandboxNodes implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final ResourceReader reader;
    private final Function<String, ApiClient> clients;
    private final Heartbeats heartbeats;
    private final ScheduledExecutorService timer;
    private final Set<String> silent = new HashSet<>();
    private final Set<String> begun = new HashSet<>();
    private Instant lastBeat = Instant.EPOCH;

    /** @param clients the API as a node */
    SandboxNodes(
            ResourceReader reader,
            Function<String, ApiClient> clients,
            Heartbeats heartbeats,
            ScheduledExecutorService timer) {
        this.reader = reader;
        this.clients = clients;
        this.heartbeats = heartbeats;
        this.timer = timer;
        for (StoredObject node : reader.latest().list("", "nodes", "", null)) {
            if (!isReady(node.json())) {
                silent.add(node.key().name());
            }
        }
        var unused = timer.scheduleWithFixedDelay(this::turn, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether every pod that is placed on a node which is alive runs, or is gone. */
    boolean isIdle() {
        for (StoredObject pod : reader.latest().list("", "pods", "", null)) {
            String node = pod.json().path("spec").path("nodeName").asString("");
            if (!node.isEmpty() && !silent.contains(node) && (isDeleting(pod) || isPending(pod))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDeleting(StoredObject pod) {
        return pod.json().path("metadata").hasNonNull("deletionTimestamp");
    }

    private static boolean isPending(StoredObject pod) {
        return pod.json().path("status").path("phase").asString("Pending").equals("Pending");
    }

    private void turn() {
        ResourceReader.Snapshot snapshot = reader.latest();
        if (lastBeat.plus(BEAT).isBefore(Instant.now())) {
            lastBeat = Instant.now();
            for (StoredObject node : snapshot.list("", "nodes", "", null)) {
                if (!silent.contains(node.key().name())) {
                    var unused = heartbeats.publish(node.key().name(), lastBeat);
                }
            }
        }
        for (StoredObject pod : snapshot.list("", "pods", "", null)) {
            String node = pod.json().path("spec").path("nodeName").asString("");
            if (!node.isEmpty() && !silent.contains(node)) {
                see(pod, node);
            }
        }
    }

    private void see(StoredObject pod, String node) {
        if (isDeleting(pod) && begun.add(pod.uid() + " goes")) {
            send(node, new Command.Delete(pod.key(), pod.uid(), null, null, 0L, List.of()));
        } else if (!isDeleting(pod) && isPending(pod) && begun.add(pod.uid())) {
            send(node, running(pod.key(), pod.json()));
        }
    }

    private void send(String node, Command command) {
        var unused = clients.apply(node).execute(command, "sandbox");
    }

    private static Command running(ResourceKey key, JsonNode pod) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", "Running").put("startTime", now);
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("Initialized", "ContainersReady", "Ready")) {
            conditions.addObject().put("type", type).put("status", "True").put("lastTransitionTime", now);
        }
        ArrayNode containers = status.putArray("containerStatuses");
        for (JsonNode container : pod.path("spec").path("containers")) {
            ObjectNode one = containers
                    .addObject()
                    .put("name", container.path("name").asString())
                    .put("image", container.path("image").asString(""))
                    .put("imageID", "")
                    .put("ready", true)
                    .put("started", true)
                    .put("restartCount", 0);
            one.putObject("state").putObject("running").put("startedAt", now);
        }
        return new Command.Patch(key, "status", Command.PatchType.STRATEGIC, patch, List.of());
    }

    private static boolean isReady(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
