package dev.gyre.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.gyre.it.Api;
import java.io.IOException;
import java.time.Duration;

/** A namespace for one measurement, gone with all that is in it before the next one begins. */
record BenchNamespace(Api api, String name) implements AutoCloseable {

    private static final String PATH = "/api/v1/namespaces";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static BenchNamespace create(Api api) throws IOException {
        String name = "bench-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        try (ApiConnection connection = new ApiConnection(api)) {
            connection
                    .send("POST", PATH, "{\"metadata\":{\"name\":\"" + name + "\"}}")
                    .required();
        }
        return new BenchNamespace(api, name);
    }

    @Override
    public void close() throws IOException {
        try (ApiConnection connection = new ApiConnection(api)) {
            connection.send("DELETE", PATH + "/" + name, "").required();
            await().atMost(PATIENCE)
                    .until(() -> connection.send("GET", PATH + "/" + name, "").status() == 404);
        }
    }
}
