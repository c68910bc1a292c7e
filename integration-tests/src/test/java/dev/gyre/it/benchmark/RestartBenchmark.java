package dev.gyre.it.benchmark;

import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.it.Api;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;

/**
 * How long a process of controllers that was killed is away: from the command that starts it again until it has made the
 * ReplicaSet of a Deployment that was created meanwhile. {@code RestartBenchmark DIR PORT KAFKA ETCD PODS [CHANGED]}, where a
 * broker, an etcd and a gateway run, and no controllers; so many pods are there, and so many have changed while it was away.
 */
public final class RestartBenchmark {

    private static final int TURNS = 4;
    private static final int IN_FLIGHT = 256;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"%1$s"}},
             "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"busybox"}]}}}}""";

    private final Path data;
    private final int port;
    private final String kafka;
    private final Api api;
    private final AtomicLongArray revisions;

    private RestartBenchmark(Path data, int port, String kafka, int pods) throws Exception {
        this.data = data;
        this.port = port;
        this.kafka = kafka;
        this.api = Api.of(data, port);
        this.revisions = new AtomicLongArray(pods);
    }

    public static void main(String[] arguments) throws Exception {
        int pods = Integer.parseInt(arguments[4]);
        int changed = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 0;
        var benchmark = new RestartBenchmark(
                Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1]), arguments[2], pods);
        try (var store = new EtcdResourceStore(EtcdOptions.plain(arguments[3]), ValueCodec.plain())) {
            benchmark.run(store, pods, changed);
        }
    }

    private void run(ResourceStore store, int pods, int changed) throws Exception {
        write(store, pods, SamplePods::lone);
        System.out.printf(
                Locale.ROOT, "%,d pods; without a kept view at work after %.1f s%n", pods, secondsAway(() -> {}));
        int unkept = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            int number = turn;
            FileTime kept = Files.getLastModifiedTime(view());
            unkept += changed;
            double seconds = secondsAway(() -> write(store, changed, i -> touched(i, number)));
            System.out.printf(
                    Locale.ROOT,
                    "killed; %,d changes since its view was kept; at work after %.1f s%n",
                    unkept,
                    seconds);
            unkept = Files.getLastModifiedTime(view()).equals(kept) ? unkept : 0;
        }
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    private double secondsAway(Meanwhile meanwhile) throws Exception {
        String name = "restart-" + System.nanoTime();
        require(api.send("POST", "/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT.formatted(name))
                .statusCode());
        meanwhile.happens();
        long begin = System.nanoTime();
        Process controllers = start();
        try {
            String replicaSets = "/apis/apps/v1/namespaces/default/replicasets?labelSelector=app%3D" + name;
            await("its ReplicaSet", () -> api.get(replicaSets).body().contains("\"uid\""));
            double seconds = (System.nanoTime() - begin) / 1e9;
            await("a view that is kept", () -> Files.exists(view()));
            // What one turn leaves to be done would be part of the next.
            await(
                    "its status",
                    () -> api.get("/apis/apps/v1/namespaces/default/deployments/" + name)
                            .body()
                            .contains("\"observedGeneration\""));
            return seconds;
        } finally {
            controllers.destroyForcibly().waitFor();
        }
    }

    private Path view() {
        return data.resolve("views/controllers-0.view");
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        "./gyre",
                        "controllers",
                        "--data",
                        data.toString(),
                        "--gateway",
                        "https://127.0.0.1:" + port,
                        "--kafka",
                        kafka)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("controllers.log").toFile()))
                .start();
    }

    private void write(ResourceStore store, int pods, IntFunction<Resource> pod) throws Exception {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < pods; i++) {
            int number = i;
            Resource next = pod.apply(i);
            free.acquire();
            store.write(new Write.Put(next.key(), revisions.get(i), next.json(), provenance(), List.of()))
                    .whenComplete((result, failure) -> {
                        if (result instanceof WriteResult.Committed committed) {
                            revisions.set(number, committed.revision());
                        }
                        free.release();
                    });
        }
        free.acquire(IN_FLIGHT);
        for (int i = 0; i < pods; i++) {
            if (revisions.get(i) == 0) {
                throw new IOException("a pod could not be written; is the cluster new?");
            }
        }
    }

    private static Resource touched(int number, int turn) {
        Resource pod = SamplePods.lone(number);
        pod.json().withObject("/metadata/annotations").put("example.com/turn", Integer.toString(turn));
        return pod;
    }

    private static Provenance provenance() {
        return new Provenance("benchmark", "restart", "", Instant.now());
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException(what);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    private static void require(int status) throws IOException {
        if (status != 201) {
            throw new IOException("answered " + status);
        }
    }
}
