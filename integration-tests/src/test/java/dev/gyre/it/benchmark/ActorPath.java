package dev.gyre.it.benchmark;

import dev.gyre.actors.view.ViewActor;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.events.Topics;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.gateway.client.HttpApiClient;
import dev.gyre.it.benchmark.LogPathBenchmark.Arrival;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The log as a process of controllers reads it: feed, view, and an actor that hears what a controller would. */
final class ActorPath implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private record Seen(List<ResourceEvent> events, Runnable ready) {}

    private final KafkaEventLog log;
    private final HttpApiClient client;
    private final ActorSystem<Void> system;
    private final CompletableFuture<Void> hasView = new CompletableFuture<>();
    private volatile Arrival arrival = number -> {};

    ActorPath(Path data, int port) throws Exception {
        Path keys = data.resolve("pki");
        log = new KafkaEventLog(KafkaConnection.fromFile(data.resolve("kafka.properties")));
        client = HttpApiClient.connect(
                new HttpApiClient.Target(
                        URI.create("https://127.0.0.1:" + port),
                        keys.resolve("ca.crt"),
                        keys.resolve("admin.crt"),
                        keys.resolve("admin.key")),
                KubernetesKinds.registry());
        Heartbeats heartbeats =
                new Heartbeats(log, Files.readString(data.resolve("cluster.id")).trim());
        system = ActorSystem.create(
                Behaviors.setup(context -> {
                    ActorRef<Seen> probe = context.spawn(probe(), "probe");
                    context.spawn(
                            ViewActor.create(
                                    client,
                                    new LogChangeFeed(log, Topics.STANDARD),
                                    heartbeats::follow,
                                    List.of((view, events, ready) -> probe.tell(new Seen(events, ready))),
                                    revision -> {
                                        if (revision > 0) {
                                            hasView.complete(null);
                                        }
                                    },
                                    ViewSnapshots.NONE),
                            "view");
                    return Behaviors.empty();
                }),
                "log-path");
    }

    void awaitView() throws Exception {
        hasView.get(START_SECONDS, TimeUnit.SECONDS);
    }

    void tell(Arrival next) {
        arrival = next;
    }

    private Behavior<Seen> probe() {
        return Behaviors.receiveMessage(seen -> {
            seen.events().stream()
                    .filter(event -> LogPathBenchmark.isOne(event.key()))
                    .filter(event -> event.type() != ResourceEvent.Type.DELETED)
                    .forEach(event -> arrival.of(Integer.parseInt(
                            event.resource().json().path("data").path("number").asString())));
            seen.ready().run();
            return Behaviors.same();
        });
    }

    @Override
    public void close() {
        system.terminate();
        client.close();
        log.close();
    }
}
