package dev.gyre.node.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is behind the ports of the way in, for HTTP/1.1 and 2, plain and with TLS, and the connections from there on. Looks up each
 * request's endpoints when it comes, so that a change takes effect with the next request and leaves those under way alone.
 */
final class IngressProxy implements AutoCloseable {
    /** How long a backend may say nothing. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(IngressProxy.class);
    private static final int MOST_REQUESTS = 4096;
    private static final int MOST_CONNECTIONS_PER_ENDPOINT = 256;
    private static final int MOST_WAITING_PER_ENDPOINT = 1024;
    private static final int CONNECT_MILLIS = 2000;
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int CLIENT_IDLE_SECONDS = 75;
    private static final int MOST_HEADER_BYTES = 32 * 1024;
    private static final Map<Integer, String> TITLES = Map.of(
            400, "400 Bad Request",
            404, "404 Not Found",
            502, "502 Bad Gateway",
            503, "503 Service Temporarily Unavailable",
            504, "504 Gateway Time-out");

    private final Vertx vertx;
    private final IngressView view;
    private final HttpClient client;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    IngressProxy(Vertx vertx, IngressView view) {
        this.vertx = vertx;
        this.view = view;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setMaxHeaderSize(MOST_HEADER_BYTES)
                        .setDecompressionSupported(false),
                new PoolOptions()
                        .setHttp1MaxSize(MOST_CONNECTIONS_PER_ENDPOINT)
                        .setMaxWaitQueueSize(MOST_WAITING_PER_ENDPOINT));
    }

    /** Listens without TLS. */
    Future<HttpServer> listen(String host, int port) {
        return listen(options(), host, port);
    }

    /** Listens with TLS, with the certificates that the keys name at that moment. */
    Future<HttpServer> listenTls(String host, int port, X509KeyManager keys) {
        return listen(options().setSsl(true).setUseAlpn(true).setKeyCertOptions(KeyCertOptions.wrap(keys)), host, port);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setIdleTimeout(CLIENT_IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private Future<HttpServer> listen(HttpServerOptions options, String host, int port) {
        return vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .exceptionHandler(broken -> log.debug("a connection broke: {}", broken.toString()))
                .listen(port, host);
    }

    HttpClient client() {
        return client;
    }

    int turn() {
        return turn.getAndIncrement();
    }

    static boolean isBusy(Throwable failure) {
        return failure instanceof ConnectionPoolTooBusyException;
    }

    private void handle(HttpServerRequest request) {
        if (underWay.incrementAndGet() > MOST_REQUESTS) {
            underWay.decrementAndGet();
            answer(request, 503);
            return;
        }
        Runnable release = once(underWay::decrementAndGet);
        request.response().endHandler(end -> release.run());
        HostAndPort authority = request.authority();
        Optional<String> path = RequestPath.of(request.path() == null ? "" : request.path());
        if (authority == null || path.isEmpty()) {
            answer(request, 400);
            return;
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        Optional<Backend> backend = view.routes().backend(host, path.get());
        if (backend.isEmpty()) {
            answer(request, 404);
            return;
        }
        boolean isTls = request.isSSL();
        int port = authority.port() > 0 ? authority.port() : isTls ? 443 : 80;
        String asked = authority.port() > 0 ? host + ":" + authority.port() : host;
        new ProxiedRequest(
                        this,
                        request,
                        new ForwardedHeaders.Client(
                                request.remoteAddress().hostAddress(), isTls ? "https" : "http", asked, port),
                        () -> view.endpoints(backend.get()).orElse(List.of()),
                        release)
                .start();
    }

    /** However a request ends, whole or broken off, it ends once. */
    private static Runnable once(Runnable task) {
        AtomicBoolean isDone = new AtomicBoolean();
        return () -> {
            if (isDone.compareAndSet(false, true)) {
                task.run();
            }
        };
    }

    /** An answer of our own, in the form that people know. */
    void answer(HttpServerRequest request, int code) {
        if (request.response().headWritten() || request.response().closed()) {
            return;
        }
        String title = TITLES.getOrDefault(code, code + " Error");
        request.resume(); // what is left of its body is of no interest, but must not hold up the connection
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "text/html")
                .end("<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                        + "</h1></center>\r\n<hr><center>gyre</center>\r\n</body>\r\n</html>\r\n");
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
    }
}
