package dev.gyre.node.server;

import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.node.metrics.UsageSampler;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One node's HTTPS server. Logs that are followed are bounded in number: each holds a connection to the runtime. */
public final class KubeletServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KubeletServer.class);
    private static final int MOST_STREAMS = 256;
    private static final long SAMPLE_MILLIS = 10_000;
    private static final int MAX_REQUEST_LINE = 32 * 1024;

    private final String nodeName;
    private final ContainerRuntime runtime;
    private final LocalPods pods;
    private final ContainerLogs logs;
    private final StreamEndpoints endpoints;
    private final Semaphore streams = new Semaphore(MOST_STREAMS);
    private final UsageSampler usage;
    private final Vertx vertx;
    private final long sampling;
    private final HttpServer server;

    private KubeletServer(
            Vertx vertx, String nodeName, ContainerRuntime runtime, LocalPods pods, ServerIdentity identity) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.pods = pods;
        this.logs = new ContainerLogs(nodeName, runtime, pods);
        this.vertx = vertx;
        this.usage = new UsageSampler(
                nodeName, runtime, task -> Thread.ofVirtual().name("usage").start(task));
        this.sampling = vertx.setPeriodic(0, SAMPLE_MILLIS, due -> sample());
        this.endpoints = new StreamEndpoints(
                new RunningContainers(nodeName, runtime, pods), runtime.streams(), KubeletServer::answerFailure);
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(identity.certificate().toString())
                        .addKeyPath(identity.key().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(identity.clientAuthority().toString()))
                .setClientAuth(ClientAuth.REQUIRED)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxWebSocketFrameSize(2 * StreamChannel.MAX_PAYLOAD)
                .setMaxWebSocketMessageSize(2 * StreamChannel.MAX_PAYLOAD)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        this.server = vertx.createHttpServer(options).requestHandler(this::handle);
    }

    /** Listens; a port of 0 takes any that is free. */
    public static CompletionStage<KubeletServer> start(
            Vertx vertx,
            String nodeName,
            String host,
            int port,
            ServerIdentity identity,
            ContainerRuntime runtime,
            LocalPods pods) {
        KubeletServer server = new KubeletServer(vertx, nodeName, runtime, pods, identity);
        return server.server.listen(port, host).map(server).toCompletionStage();
    }

    public int port() {
        return server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        try {
            if (!CallerCertificate.isGateway(request.connection())) {
                answer(request, 403, "Forbidden: only the gateway may call");
            } else if (request.method() != HttpMethod.GET) {
                answer(request, 405, "Method Not Allowed");
            } else {
                route(request, request.path().split("/", -1));
            }
        } catch (BadRequestException e) {
            answer(request, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private void route(HttpServerRequest request, String[] path) {
        if (endpoints.handle(request, path)) {
            return;
        }
        if (path.length == 5 && path[1].equals("containerLogs")) {
            streamLog(request, path[2], path[3], path[4]);
        } else if (request.path().equals("/healthz")) {
            answer(request, 200, "ok");
        } else if (request.path().equals("/stats/summary")) {
            request.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(usage.summary()));
        } else if (request.path().equals("/metrics")) {
            request.response()
                    .putHeader("Content-Type", Telemetry.CONTENT_TYPE)
                    .end(Telemetry.page("kubelet_", "gyre_consumer_", "process_", "jvm_"));
        } else if (request.path().equals("/metrics/resource")) {
            request.response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(usage.resourceMetrics());
        } else if (request.path().equals("/pods") || request.path().equals("/runningpods/")) {
            pods.pods().whenComplete((here, failure) -> answerPods(request, here, failure));
        } else {
            answer(request, 404, "404 page not found");
        }
    }

    private void sample() {
        usage.sample().whenComplete((done, failure) -> {
            if (failure != null) {
                log.debug("the containers' usage could not be seen", failure);
            }
        });
    }

    private void streamLog(HttpServerRequest request, String namespace, String pod, String container) {
        LogParameters parameters = LogParameters.of(request.params(), Instant.now());
        if (!streams.tryAcquire()) {
            answer(request, 429, "too many logs are being read on node " + nodeName);
            return;
        }
        Context context = Vertx.currentContext();
        request.response().exceptionHandler(broken -> log.debug("a log's reader has gone", broken));
        logs.find(namespace, pod, container, parameters.isPrevious())
                .whenComplete((id, failure) -> context.runOnContext(turn -> {
                    if (failure != null) {
                        streams.release();
                        answerFailure(request, failure);
                    } else {
                        stream(context, request, id, parameters);
                    }
                }));
    }

    private void stream(Context context, HttpServerRequest request, String id, LogParameters parameters) {
        LogResponse response = new LogResponse(context, request.response(), parameters.limitBytes());
        request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/plain")
                .writeHead();
        AutoCloseable source = runtime.logs(id, parameters.query(), response);
        request.response().closeHandler(gone -> response.abandon());
        request.response().endHandler(end -> {
            streams.release();
            response.abandon();
            close(source);
        });
    }

    private static void close(AutoCloseable source) {
        Thread.ofVirtual().start(() -> {
            try {
                source.close();
            } catch (Exception e) {
                log.debug("closing a log", e);
            }
        });
    }

    private void answerPods(HttpServerRequest request, List<Resource> here, Throwable failure) {
        if (failure != null) {
            answerFailure(request, failure);
            return;
        }
        ObjectNode list = Json.object().put("kind", "PodList").put("apiVersion", "v1");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        here.forEach(pod -> items.add(pod.json()));
        request.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(Json.write(list)));
    }

    private static void answerFailure(HttpServerRequest request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof BadRequestException bad) {
            answer(request, bad.code(), String.valueOf(bad.getMessage()));
        } else {
            answer(request, 500, String.valueOf(cause));
        }
    }

    private static void answer(HttpServerRequest request, int code, String text) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text);
    }

    @Override
    public void close() {
        vertx.cancelTimer(sampling);
        server.close();
    }
}
