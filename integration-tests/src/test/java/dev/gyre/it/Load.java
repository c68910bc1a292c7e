package dev.gyre.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that create, update and delete ConfigMaps in namespaces of their own and write down every revision that was
 * acknowledged. A call without an answer is forgotten, since it may have happened or not, and the client goes to the next
 * gateway.
 */
final class Load implements AutoCloseable {

    /** What a client was told: this object changed in this revision. */
    record Acknowledged(String key, long revision) {}

    private static final String CONFIG_MAP = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"n":"%d"}}""";

    /** No two bodies are equal, whichever load they are of: an update that changes nothing is acknowledged with the old revision. */
    private static final AtomicLong contents = new AtomicLong();

    private final List<Api> gateways;
    private final Collection<Acknowledged> acknowledged;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean isOver;

    private Load(List<Api> gateways, Collection<Acknowledged> acknowledged) {
        this.gateways = gateways;
        this.acknowledged = acknowledged;
    }

    /** Clients that go on until this is closed. */
    static Load start(int clients, List<Api> gateways, ConcurrentLinkedQueue<Acknowledged> acknowledged) {
        Load load = new Load(gateways, acknowledged);
        for (int client = 0; client < clients; client++) {
            String namespace = namespace(client);
            int first = client;
            load.clients.add(Thread.ofPlatform().name(namespace).start(() -> load.work(namespace, first)));
        }
        return load;
    }

    static String namespace(int client) {
        return "load-" + client;
    }

    /** Waits until so many more writes have been acknowledged. */
    void awaitMore(int writes) {
        int target = acknowledged.size() + writes;
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> acknowledged.size() >= target);
    }

    private void work(String namespace, int first) {
        String path = "/api/v1/namespaces/" + namespace + "/configmaps";
        int gateway = first;
        for (int n = 0; !isOver; n++) {
            String name = "c-" + n % 5;
            String body = CONFIG_MAP.formatted(name, contents.incrementAndGet());
            Api api = gateways.get(gateway % gateways.size());
            try {
                HttpResponse<String> answer = switch (n % 15 / 5) {
                    case 0 -> api.send("POST", path, body);
                    case 1 -> api.send("PUT", path + "/" + name, body);
                    default -> api.send("DELETE", path + "/" + name, "");
                };
                if (answer.statusCode() / 100 == 2) {
                    long revision =
                            answer.headers().firstValueAsLong("gyre-revision").orElseThrow();
                    acknowledged.add(new Acknowledged("configmaps/" + namespace + "/" + name, revision));
                }
            } catch (IOException unanswered) {
                gateway++;
            }
        }
    }

    @Override
    public void close() {
        isOver = true;
        clients.forEach(client -> {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        });
    }
}
