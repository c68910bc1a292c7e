package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.gateway.client.HttpApiClient;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The API of a gateway elsewhere, for roles that run as processes of their own: one client an identity. */
final class ApiRole implements AutoCloseable {

    private final ClusterFiles files;
    private final URI server;
    private final Vertx vertx;
    private final List<HttpApiClient> clients = new ArrayList<>();

    ApiRole(ClusterFiles files, URI server) {
        this.files = files;
        this.server = server;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
    }

    /** The event loop that the clients share; servers of the same role may use it too. */
    Vertx vertx() {
        return vertx;
    }

    synchronized ApiClient client(RoleIdentity role) {
        ClusterPki.Credentials credentials = role.credentials(files.pki());
        HttpApiClient client = new HttpApiClient(
                vertx,
                new HttpApiClient.Target(server, credentials.ca(), credentials.certificate(), credentials.key()),
                KubernetesKinds.registry());
        clients.add(client);
        return client;
    }

    @Override
    public synchronized void close() {
        clients.forEach(HttpApiClient::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
