package dev.gyre.it.simulation;

import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.client.LocalApiClient;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A gateway with a cache of its own: the real pipeline, authorization and admission included, without a port. */
final class SimulatedGateway {

    private static final Duration START = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final String name;
    private final ApiGateway gateway;
    private long requests;

    SimulatedGateway(Cluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        Simulation simulation = cluster.simulation;
        SimulatedProcess process = cluster.process(name);
        SeededStore store = cluster.storeFor(process);
        Executor answers = process.line();
        WatchCache cache = started(WatchCache.start(
                store, new WatchCache.Parts(WatchCache.Limits.DEFAULT, simulation, process::after, answers)));
        ServedKinds kinds = ServedKinds.follow(cache, KubernetesKinds.registry());
        ResourceHandler resources = new ResourceHandler(new Environment(
                kinds,
                KubernetesRules.all(),
                store,
                cache,
                simulation,
                cluster.entropy,
                (delay, task) -> {
                    boolean[] isCancelled = new boolean[1];
                    process.after(delay, () -> {
                        if (!isCancelled[0]) {
                            task.run();
                        }
                    });
                    return () -> isCancelled[0] = true;
                },
                Limits.standard()));
        try {
            this.gateway = new ApiGateway(
                    new ApiGateway.Parts(store, cache, kinds, resources::handle, simulation, answers, answers),
                    new ApiGateway.Identity(null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void bootstrap() {
        started(gateway.bootstrap());
    }

    private <T> T started(CompletionStage<T> start) {
        var future = start.toCompletableFuture();
        if (!cluster.simulation.runUntil(future::isDone, START)) {
            throw new IllegalStateException(name + " did not start");
        }
        return future.join();
    }

    ApiClient clientFor(UserInfo user) {
        return new LocalApiClient(gateway.handler(), user, cluster.kinds, () -> name + "-" + ++requests);
    }
}
