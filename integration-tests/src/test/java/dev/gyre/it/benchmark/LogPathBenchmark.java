package dev.gyre.it.benchmark;

import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * From the moment a change is sent to etcd until an actor has it, by way of a running cluster's relay and log and the view of
 * a process of its own; and, of the same changes at the same time, until a bare consumer has it, by way of a bare watch of
 * etcd and a bare producer to the same broker. {@code LogPathBenchmark DIR PORT [RATE [SECONDS [TURNS]]]}; the first turn warms
 * up. Changes go to etcd past the API, so that what the API costs is in neither.
 */
public final class LogPathBenchmark {

    private static final int OBJECTS = 2_000;
    private static final String FILLER = "x".repeat(1_000);
    private static final int MOST_IN_FLIGHT = 256;
    private static final long PATIENCE_SECONDS = 60;

    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final ResourceStore store;
    private final List<CompletableFuture<Long>> revisions;

    private LogPathBenchmark(ResourceStore store) {
        this.store = store;
        this.revisions = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            revisions.add(CompletableFuture.completedFuture(0L));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        int rate = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        int seconds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20;
        int turns = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 4;
        try (EtcdResourceStore store = new EtcdResourceStore(BareEtcd.options(data), ValueCodec.plain());
                BarePath bare = new BarePath(data, prefix());
                ActorPath actor = new ActorPath(data, port)) {
            actor.awaitView();
            LogPathBenchmark benchmark = new LogPathBenchmark(store);
            for (int turn = 0; turn < turns; turn++) {
                benchmark.turn(rate, rate * seconds, bare, actor);
            }
            benchmark.removeAll();
        }
    }

    /** What arrives: the number of the change, which stands in the object. */
    interface Arrival {
        void of(int number);
    }

    private void turn(int rate, int changes, BarePath bare, ActorPath actor) throws InterruptedException {
        AtomicLongArray sentAt = new AtomicLongArray(changes);
        Latencies committed = new Latencies();
        Latencies byBare = new Latencies();
        Latencies byActor = new Latencies();
        CountDownLatch arrived = new CountDownLatch(2 * changes);
        bare.tell(to(byBare, sentAt, arrived));
        actor.tell(to(byActor, sentAt, arrived));
        long begin = System.nanoTime();
        for (int number = 0; number < changes; number++) {
            LockSupport.parkNanos(begin + number * TimeUnit.SECONDS.toNanos(1) / rate - System.nanoTime());
            send(number, sentAt, committed);
        }
        double took = (System.nanoTime() - begin) / 1e9;
        if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            revisions.forEach(CompletableFuture::join); // tells why, where writes failed
            throw new IllegalStateException(
                    "not arrived: " + arrived.getCount() + " of " + 2 * changes + ", by the bare path " + byBare.count()
                            + ", by the actor " + byActor.count() + ", committed " + committed.count());
        }
        System.out.printf(
                Locale.ROOT,
                "%.0f changes/s: etcd's answer %s; bare %s; actor %s; ratio p50 %.2f, p99 %.2f%n",
                changes / took,
                committed.summary(),
                byBare.summary(),
                byActor.summary(),
                byActor.millis(50) / byBare.millis(50),
                byActor.millis(99) / byBare.millis(99));
    }

    private static Arrival to(Latencies latencies, AtomicLongArray sentAt, CountDownLatch arrived) {
        return number -> {
            latencies.add(System.nanoTime() - sentAt.get(number));
            arrived.countDown();
        };
    }

    private void send(int number, AtomicLongArray sentAt, Latencies committed) throws InterruptedException {
        int object = number % OBJECTS;
        inFlight.acquire();
        revisions.set(object, revisions.get(object).thenCompose(revision -> {
            sentAt.set(number, System.nanoTime());
            return put(object, revision, number);
        }));
        revisions.get(object).whenComplete((revision, failure) -> {
            inFlight.release();
            committed.add(System.nanoTime() - sentAt.get(number));
        });
    }

    private CompletionStage<Long> put(int object, long revision, int number) {
        ResourceKey key = key(object);
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        json.putObject("metadata")
                .put("name", key.name())
                .put("namespace", key.namespace())
                .put("uid", "log-path-" + object);
        json.putObject("data").put("number", Integer.toString(number)).put("filler", FILLER);
        return revision(store.write(new Write.Put(key, revision, json, provenance(), List.of())));
    }

    private void removeAll() {
        for (int i = 0; i < OBJECTS; i++) {
            long revision = revisions.get(i).join();
            if (revision > 0) {
                revision(store.write(new Write.Remove(key(i), revision, provenance(), List.of())))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    private static CompletionStage<Long> revision(CompletionStage<WriteResult> written) {
        return written.thenApply(result -> {
            if (result instanceof WriteResult.Committed made) {
                return made.revision();
            }
            throw new IllegalStateException("not committed: " + result);
        });
    }

    private static Provenance provenance() {
        return new Provenance("benchmark", "log-path", "", Instant.now());
    }

    private static ResourceKey key(int object) {
        return ResourceKey.namespaced("", "configmaps", "default", "log-path-" + object);
    }

    private static String prefix() {
        String first = StoreKeys.of(key(0));
        return first.substring(0, first.length() - 1);
    }

    /** Whether an object is one of these. */
    static boolean isOne(ResourceKey key) {
        return key.plural().equals("configmaps") && key.name().startsWith("log-path-");
    }
}
