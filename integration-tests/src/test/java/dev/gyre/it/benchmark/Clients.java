package dev.gyre.it.benchmark;

import dev.gyre.it.Api;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that each send one request after the other on a connection of their own, for a given time or until there is no more to do. */
record Clients(Api api, int count) {

    /** One request; whether there are more. */
    interface Work {
        boolean next(ApiConnection connection) throws IOException;
    }

    /** Requests that began within this time, and how long each took. */
    void during(Duration time, Latencies latencies, Work work) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        all(connection -> {
            long begin = System.nanoTime();
            if (begin > end) {
                return false;
            }
            work.next(connection);
            latencies.add(System.nanoTime() - begin);
            return true;
        });
    }

    /** Until each client has no more. */
    void all(Work work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(threads.submit(() -> {
                    try (ApiConnection connection = new ApiConnection(api)) {
                        while (work.next(connection)) {}
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
