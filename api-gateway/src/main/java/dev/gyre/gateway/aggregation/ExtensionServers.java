package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.outbound.ServiceEndpoints;
import dev.gyre.gateway.outbound.ServiceEndpoints.Endpoint;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.outbound.TrustedServers;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** Connections to the servers behind APIServices, to which the gateway shows the front proxy's certificate. */
final class ExtensionServers implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;
    /** Each watch holds a connection of its own. */
    private static final int MOST_TO_ONE = 1024;

    private static final int MOST_WAITING = 1024;

    private final HttpClient client;
    private final TrustedServers trusted;

    /**
     * @param certificate PEM, the front proxy's
     * @param key PEM, PKCS#8
     */
    ExtensionServers(Vertx vertx, Path certificate, Path key) {
        trusted = new TrustedServers(
                new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()));
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(MOST_TO_ONE).setMaxWaitQueueSize(MOST_WAITING));
    }

    HttpClient client() {
        return client;
    }

    /** A request to one of the Service's ready endpoints, under the Service's name. */
    RequestOptions to(RemoteApi api, Snapshot snapshot, String uri) throws UnavailableException {
        Endpoint endpoint = ServiceEndpoints.any(snapshot, api.service(), RandomGenerator.getDefault());
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()))
                .setHost(api.service().serverName())
                .setPort(api.service().port())
                .setURI(uri)
                .setSsl(true)
                .setSslOptions(api.isUnchecked() ? trusted.unchecked() : trusted.by(api.caBundle()));
    }

    @Override
    public void close() {
        client.close();
    }
}
