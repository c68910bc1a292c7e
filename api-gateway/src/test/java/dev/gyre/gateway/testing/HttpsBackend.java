package dev.gyre.gateway.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A real HTTPS server on localhost, whose answer to each path a test says. */
public final class HttpsBackend implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Handler<HttpServerRequest>> handlers = new ConcurrentHashMap<>();

    public HttpsBackend(Vertx vertx, Path directory, TestAuthority.Issued certificate) throws Exception {
        Path files = Files.createTempDirectory(directory, "backend");
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificate
                                        .writeCertificate(files.resolve("tls.crt"))
                                        .toString())
                                .addKeyPath(certificate
                                        .writeKey(files.resolve("tls.key"))
                                        .toString())))
                .requestHandler(request -> handlers.getOrDefault(request.path(), HttpsBackend::notFound)
                        .handle(request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static void notFound(HttpServerRequest request) {
        request.response().setStatusCode(404).end();
    }

    /** What happens to requests for this path. */
    public void on(String path, Handler<HttpServerRequest> handler) {
        handlers.put(path, handler);
    }

    /** Answers requests for this path with what becomes of their body. */
    public void answer(String path, java.util.function.Function<byte[], byte[]> answer) {
        on(
                path,
                request -> request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end(Buffer.buffer(answer.apply(body.getBytes())))));
    }

    public int port() {
        return server.actualPort();
    }

    public String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.close();
    }
}
