package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Connections to kubelets, and what they answer as a stream. What a kubelet refuses, its user hears in its own words. */
public final class KubeletConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubeletConnections.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 5000;
    private static final long SUMMARY_TIMEOUT_MILLIS = 5000;
    private static final int MAX_REFUSAL_LENGTH = 4096;
    private static final int MAX_SOCKETS = 10_000;
    private static final int MAX_MESSAGE = 2 * StreamChannel.MAX_PAYLOAD;

    private final Vertx vertx;
    private final HttpClient client;
    private final WebSocketClient sockets;

    /**
     * @param authority PEM, that kubelets' server certificates must be of
     * @param certificate PEM, the gateway's as a client of kubelets
     * @param key PEM, PKCS#8
     */
    public KubeletConnections(Vertx vertx, Path authority, Path certificate, Path key) {
        this.vertx = vertx;
        PemTrustOptions trusted = new PemTrustOptions().addCertPath(authority.toString());
        PemKeyCertOptions shown =
                new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTrustOptions(trusted)
                .setKeyCertOptions(shown);
        // Each log that is followed holds a connection of its own.
        this.client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(200).setMaxWaitQueueSize(100));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTrustOptions(trusted)
                .setKeyCertOptions(shown)
                .setMaxConnections(MAX_SOCKETS)
                .setMaxFrameSize(MAX_MESSAGE)
                .setMaxMessageSize(MAX_MESSAGE));
    }

    /** For whoever passes requests on to kubelets as they are. */
    public HttpClient client() {
        return client;
    }

    /** A WebSocket to a kubelet, on the present event loop; what the kubelet refuses fails in its words. */
    public Future<WebSocket> open(Kubelet kubelet, String uri) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setURI(uri);
        return sockets.connect(options)
                .recover(failure -> Future.failedFuture(
                        failure instanceof UpgradeRejectedException rejected
                                ? new StatusException(refusal(rejected.getStatus(), text(rejected.getBody())))
                                : unreachable(kubelet, failure)));
    }

    /** What a node's kubelet measures; fails where it has no address, does not answer in time, or answers no JSON. */
    public CompletionStage<JsonNode> summary(StoredObject node) {
        Kubelet kubelet = Kubelet.in(node.key().name(), node.json());
        if (kubelet == null || kubelet.port() <= 0) {
            return CompletableFuture.failedStage(new IllegalStateException("the kubelet serves nothing"));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setURI("/stats/summary")
                .setTimeout(SUMMARY_TIMEOUT_MILLIS);
        return client.request(options)
                .compose(request -> request.send().compose(KubeletConnections::json))
                .toCompletionStage();
    }

    /** To be asked for where the response came in, before its body passes by. */
    private static Future<JsonNode> json(HttpClientResponse response) {
        return response.body().map(body -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the kubelet answered " + response.statusCode());
            }
            return Json.MAPPER.readTree(body.getBytes());
        });
    }

    CompletionStage<ApiResponse> stream(Kubelet kubelet, String uri) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setURI(uri);
        return client.request(options)
                .recover(failure -> Future.failedFuture(unreachable(kubelet, failure)))
                .compose(request -> request.send()
                        .recover(failure -> Future.failedFuture(unreachable(kubelet, failure)))
                        .compose(this::answer))
                .toCompletionStage();
    }

    private static StatusException unreachable(Kubelet kubelet, Throwable failure) {
        LOG.info("kubelet of {} at {}:{}: {}", kubelet.node(), kubelet.host(), kubelet.port(), failure.toString());
        return new StatusException(new Status(
                500, "InternalError", "the kubelet of node \"" + kubelet.node() + "\" cannot be reached", null));
    }

    private Future<ApiResponse> answer(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return response.body()
                    .compose(body ->
                            Future.failedFuture(new StatusException(refusal(response.statusCode(), text(body)))));
        }
        response.pause();
        String type = response.getHeader("content-type");
        return Future.succeededFuture(new ApiResponse.Streaming(
                200,
                Map.of("content-type", type == null ? "text/plain" : type),
                sink -> new KubeletStream(vertx, response, sink).start()));
    }

    private static String text(@Nullable Buffer body) {
        String text = body == null ? "" : new String(body.getBytes(), StandardCharsets.UTF_8).strip();
        return text.substring(0, Math.min(text.length(), MAX_REFUSAL_LENGTH));
    }

    private static Status refusal(int code, String text) {
        return switch (code) {
            case 400 -> new Status(400, "BadRequest", text, null);
            case 404 -> new Status(404, "NotFound", text, null);
            case 429 -> new Status(429, "TooManyRequests", text, null);
            default -> new Status(500, "InternalError", text.isEmpty() ? "the kubelet answered " + code : text, null);
        };
    }

    @Override
    public void close() {
        sockets.close();
        client.close();
    }
}
