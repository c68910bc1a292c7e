package dev.gyre.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Requests to a gateway, with bodies in JSON with single quotes. */
public final class GatewayCalls implements AutoCloseable {

    private final GatewayFixture fixture;
    private final HttpClient client;

    public record Answer(int code, List<String> warnings, ObjectNode body) {
        public String text(String pointer) {
            return body.at(pointer).asString("");
        }

        public String message() {
            return text("/message");
        }
    }

    public GatewayCalls(GatewayFixture fixture) {
        this.fixture = fixture;
        this.client = fixture.client(null);
    }

    public Answer call(String method, String path, @Nullable String body) {
        return call(method, path, method.equals("PATCH") ? "application/merge-patch+json" : "application/json", body);
    }

    public Answer call(String method, String path, String type, @Nullable String body) {
        HttpRequest.BodyPublisher sent = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
        try {
            HttpResponse<byte[]> response = client.send(
                    fixture.request(path, GatewayFixture.ADMIN_TOKEN)
                            .timeout(Duration.ofSeconds(120))
                            .header("Content-Type", type)
                            .method(method, sent)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(), response.headers().allValues("warning"), Json.readObject(response.body()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Stores what has a say, and waits until this gateway knows of it. */
    public void configure(String path, ObjectNode configuration) {
        Answer answer = call("POST", path, configuration.toString().replace("'", "\\u0027"));
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
        settle();
    }

    public void forget(String... paths) {
        for (String path : paths) {
            assertThat(call("DELETE", path, null).code()).isEqualTo(200);
        }
        settle();
    }

    private void settle() {
        try {
            fixture.reader.consistent().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
