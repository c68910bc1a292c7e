package dev.gyre.gateway.http;

import dev.gyre.gateway.ApiHandler;
import dev.gyre.gateway.auth.Authenticator;
import dev.gyre.gateway.streams.OpenStreams;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS port: TLS 1.2 and 1.3, HTTP/2 and 1.1 by ALPN, client certificates asked for and never demanded. Connections
 * are spread over a few event loops; each request becomes an {@link Exchange}. What can be said of the bounds stands in
 * {@link #options}.
 */
public final class VertxServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VertxServer.class);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private final OpenStreams streams = new OpenStreams();
    private volatile int port;

    private VertxServer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Listens, and completes when the port is open; fails where it is not to be had. */
    public static CompletionStage<VertxServer> start(
            Vertx vertx, ServerSettings settings, Authenticator authenticator, ApiHandler handler) {
        VertxServer server = new VertxServer(vertx);
        HttpServerOptions options = options(settings);
        return vertx.deployVerticle(
                        () -> server.new Listener(options, authenticator, handler),
                        new DeploymentOptions().setInstances(Math.max(1, settings.eventLoops())))
                .onSuccess(server.deployments::add)
                .map(deployed -> server)
                .toCompletionStage();
    }

    public int port() {
        return port;
    }

    /** Stops listening, ends the streams, gives requests a moment, and closes what is left. */
    @Override
    public void close() {
        streams.endAll();
        Future<?> closed = Future.all(
                        servers.stream().map(server -> server.shutdown(GRACE)).toList())
                .eventually(() ->
                        Future.all(deployments.stream().map(vertx::undeploy).toList()));
        try {
            closed.toCompletionStage().toCompletableFuture().get(GRACE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the server did not close in time: {}", e.toString());
        }
    }

    private static HttpServerOptions options(ServerSettings settings) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? freePort(settings.host()) : settings.port())
                .setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(settings.certificate().toString())
                        .addKeyPath(settings.key().toString()))
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new AnyClientCertificate(settings.clientAuthorities())))
                .setSslHandshakeTimeout(10)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                // A watch may be silent for long; dead peers are found by TCP.
                .setTcpKeepAlive(true)
                .setAcceptBacklog(1024)
                .setMaxInitialLineLength(16 * 1024)
                .setMaxHeaderSize(64 * 1024)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(1000)
                        .setMaxHeaderListSize(64 * 1024)
                        .setInitialWindowSize(256 * 1024))
                .setHttp2ConnectionWindowSize(4 * 1024 * 1024)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true);
    }

    /** The instances share a port only under its number, so any free one must be known before. */
    private static int freePort(String host) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One event loop's share of the port. */
    private final class Listener extends VerticleBase {
        private final HttpServerOptions options;
        private final Authenticator authenticator;
        private final ApiHandler handler;

        Listener(HttpServerOptions options, Authenticator authenticator, ApiHandler handler) {
            this.options = options;
            this.authenticator = authenticator;
            this.handler = handler;
        }

        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions(options))
                    .requestHandler(request ->
                            new Exchange(vertx.getOrCreateContext(), request, authenticator, handler, streams).begin())
                    .connectionHandler(PostedUpgrades::admitOn)
                    // Broken handshakes and clients that go away are the clients' affair.
                    .exceptionHandler(broken -> LOG.debug("connection: {}", broken.toString()));
            servers.add(server);
            return server.listen().onSuccess(listening -> port = listening.actualPort());
        }
    }
}
