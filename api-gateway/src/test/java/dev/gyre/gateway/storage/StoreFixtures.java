package dev.gyre.gateway.storage;

import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** Objects and writes as the tests of stores need them. */
public final class StoreFixtures {

    public static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private StoreFixtures() {}

    public static ResourceKey pod(String name) {
        return ResourceKey.namespaced("", "pods", "default", name);
    }

    public static ResourceKey deployment(String name) {
        return ResourceKey.namespaced("apps", "deployments", "default", name);
    }

    public static ResourceKey node(String name) {
        return ResourceKey.clusterScoped("", "nodes", name);
    }

    public static Provenance because(String cause) {
        return new Provenance("test-user", cause, "", TIME);
    }

    public static ObjectNode object(ResourceKey key, String uid, String content) {
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Thing");
        ObjectNode metadata = json.putObject("metadata").put("name", key.name());
        if (key.isNamespaced()) {
            metadata.put("namespace", key.namespace());
        }
        metadata.put("uid", uid);
        json.put("content", content);
        return json;
    }

    public static Write put(ResourceKey key, long expected, String uid, String content, Guard... guards) {
        return new Write.Put(key, expected, object(key, uid, content), because("put " + key.name()), List.of(guards));
    }

    public static Write put(ResourceKey key, long expected, String uid, String content, Serial... serials) {
        return new Write.Put(
                key, expected, object(key, uid, content), because("put " + key.name()), List.of(), List.of(serials));
    }

    public static Write put(ResourceKey key, long expected, String uid, String content) {
        return put(key, expected, uid, content, new Guard[0]);
    }

    public static Write remove(ResourceKey key, long expected, Guard... guards) {
        return new Write.Remove(key, expected, because("remove " + key.name()), List.of(guards));
    }

    /** The revision of a write that is expected to be committed. */
    public static long committed(ResourceStore store, Write write) {
        WriteResult result = await(store.write(write));
        if (result instanceof WriteResult.Committed committed) {
            return committed.revision();
        }
        throw new AssertionError("expected " + write + " to be committed, got " + result);
    }

    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
            throw new AssertionError("no answer within 20 s", late);
        }
    }
}
