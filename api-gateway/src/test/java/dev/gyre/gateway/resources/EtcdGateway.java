package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import tools.jackson.databind.node.ObjectNode;

/** A gateway's pipeline over a real etcd, with a watch cache of its own; several of them stand before one etcd. */
final class EtcdGateway implements AutoCloseable {

    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
    private final EtcdResourceStore store;
    private final WatchCache cache;
    private final ResourceHandler handler;

    record Answer(int code, ObjectNode body) {
        String message() {
            return body.path("message").asString("");
        }
    }

    EtcdGateway(String endpoint, long seed) {
        store = new EtcdResourceStore(
                new EtcdOptions(List.of(endpoint), null, 1024, 1_400_000, Duration.ofSeconds(20)), ValueCodec.plain());
        cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                new WatchCache.Limits(
                                        Duration.ofMinutes(5), 200_000, Duration.ofSeconds(20), Duration.ofSeconds(1)),
                                InstantSource.system(),
                                dev.gyre.gateway.storage.cache.Timer.on(timers),
                                timers))
                .toCompletableFuture()
                .join();
        store.lendMemory(key -> cache.latest().get(key));
        handler = new ResourceHandler(new Environment(
                ServedKinds.follow(cache, KubernetesKinds.registry()),
                KubernetesRules.all(),
                store,
                cache,
                InstantSource.system(),
                new Random(seed),
                Timer.of(timers),
                Limits.standard()));
    }

    CompletionStage<Answer> call(String line, String body) {
        TestApi.Request request = TestApi.Request.parse(
                line, TestApi.bytes(body), Map.of(), UserInfo.of("alice", "system:authenticated"), "request");
        return handler.handle(request.request(), request.info()).handle((answer, failure) -> {
            if (failure == null) {
                return new Answer(answer.code(), Json.readObject(((ApiResponse.Full) answer).body()));
            }
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (cause instanceof StatusException refusal) {
                return new Answer(refusal.status().code(), refusal.status().toJson());
            }
            throw new AssertionError(cause);
        });
    }

    @Override
    public void close() {
        cache.close();
        store.close();
        timers.shutdownNow();
    }
}
