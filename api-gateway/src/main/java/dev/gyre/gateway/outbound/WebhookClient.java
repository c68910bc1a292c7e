package dev.gyre.gateway.outbound;

import dev.gyre.gateway.outbound.ServiceEndpoints.Endpoint;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.storage.ResourceReader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Posts JSON to webhooks over HTTPS, for whoever in the gateway has one to ask. Connections are kept and shared; a call takes no
 * thread, and no longer than its timeout, name resolution and handshake included; an answer is read up to a bound; redirects
 * are not followed; the gateway shows no credential.
 */
public final class WebhookClient implements AutoCloseable {

    /** Of an answer: a patch of the largest object there may be, in base64, and room for the rest. */
    static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;

    private static final int MOST_TO_ONE = 64;
    private static final int MOST_WAITING = 1024;
    private static final int KEPT_SECONDS = 30;

    private final Vertx vertx;
    private final ResourceReader reader;
    private final HttpClient client;
    private final TrustedServers trusted = new TrustedServers();

    /** {@code reader} knows the Services. */
    public WebhookClient(Vertx vertx, ResourceReader reader) {
        this.vertx = vertx;
        this.reader = reader;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setDecompressionSupported(true)
                        .setKeepAliveTimeout(KEPT_SECONDS),
                new PoolOptions().setHttp1MaxSize(MOST_TO_ONE).setMaxWaitQueueSize(MOST_WAITING));
    }

    /** The body of a successful answer; fails with {@link WebhookException} and nothing else. */
    public CompletionStage<byte[]> post(WebhookTarget target, byte[] json, Duration timeout) {
        String uri = target.path() + "?timeout=" + Math.max(1, timeout.toSeconds()) + "s";
        RequestOptions options;
        try {
            options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(target.host())
                    .setPort(target.port())
                    .setServer(address(target))
                    .setURI(uri)
                    .setSsl(true)
                    .setSslOptions(trusted.by(target.caBundle()))
                    .setConnectTimeout(timeout.toMillis())
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Accept", "application/json")
                    .putHeader("User-Agent", "gyre-gateway");
        } catch (UnavailableException | IllegalArgumentException e) {
            return CompletableFuture.failedStage(new WebhookException(String.valueOf(e.getMessage())));
        }
        String what = "Post \"" + target.url() + uri.substring(target.path().length()) + "\"";
        return new WebhookCall(vertx, what, timeout, MAX_ANSWER_BYTES).run(client, options, json);
    }

    private SocketAddress address(WebhookTarget target) throws UnavailableException {
        ServiceReference service = target.service();
        if (service == null) {
            return SocketAddress.inetSocketAddress(target.port(), target.host());
        }
        Endpoint endpoint = ServiceEndpoints.any(reader.latest(), service, RandomGenerator.getDefault());
        return SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host());
    }

    @Override
    public void close() {
        client.close();
    }
}
