package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.events.history.PastState;
import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.http.ServerSettings;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ReadOnlyRequests;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.resources.Timer;
import dev.gyre.gateway.storage.RecordedResourceStore;
import dev.gyre.gateway.storage.ResourceStore.Contents;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The API over a state of the past: the gateway's own pipeline on this machine's loopback, with the cluster's certificates and
 * the RBAC of that time. Ages are those of then. Nothing can be written, and neither kubelets nor tokens of service accounts
 * are within reach.
 */
final class PastGateway implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(
            1, Thread.ofPlatform().daemon().name("past-gateway-", 0).factory());
    private final WatchCache cache;
    private final ApiGateway gateway;
    private final int port;

    private PastGateway(ClusterFiles files, PastState past, int port) throws Exception {
        this.port = port;
        RecordedResourceStore store = new RecordedResourceStore(contents(past));
        this.cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                InstantSource.system(),
                                dev.gyre.gateway.storage.cache.Timer.on(background),
                                background))
                .toCompletableFuture()
                .join();
        ServedKinds kinds = ServedKinds.follow(cache, KubernetesKinds.registry());
        ResourceHandler resources = new ResourceHandler(new Environment(
                kinds,
                KubernetesRules.all(),
                store,
                cache,
                InstantSource.fixed(past.time()),
                new SecureRandom(),
                Timer.of(background),
                Limits.standard()));
        ResourceRequests reading = new ReadOnlyRequests(
                resources::handle,
                "this is the cluster as it was at revision " + past.revision() + "; it can only be read");
        this.gateway = new ApiGateway(
                new ApiGateway.Parts(store, cache, kinds, reading, InstantSource.system(), background),
                new ApiGateway.Identity(GatewayRole.tokens(files), null));
    }

    static PastGateway start(ClusterFiles files, PastState past, int port) throws Exception {
        PastGateway started = new PastGateway(files, past, port);
        ClusterPki.Credentials server =
                files.pki().credentials("as-of", "kube-apiserver", List.of(), List.of("localhost", "127.0.0.1"));
        started.gateway
                .listen(
                        started.vertx,
                        new ServerSettings(
                                "127.0.0.1",
                                port,
                                server.certificate(),
                                server.key(),
                                ServerSettings.readCertificates(server.ca()),
                                1))
                .toCompletableFuture()
                .join();
        return started;
    }

    String url() {
        return "https://127.0.0.1:" + port;
    }

    private static Contents contents(PastState past) {
        List<StoredObject> objects = past.objects().stream()
                .map(object -> new StoredObject(
                        object.object().key(),
                        object.object().copy(),
                        object.createRevision(),
                        object.object().revision(),
                        object.by()))
                .toList();
        return new Contents(past.revision(), objects, Map.of());
    }

    @Override
    public void close() {
        gateway.close();
        cache.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        background.shutdownNow();
    }
}
