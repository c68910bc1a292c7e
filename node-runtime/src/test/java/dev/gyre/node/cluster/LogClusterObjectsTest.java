package dev.gyre.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.LogChangeFeed;
import dev.gyre.schemas.ApiClient.ApiException;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Over real records in a log in memory. */
class LogClusterObjectsTest extends ClusterObjectsContract {

    private final PublishedStore store = new PublishedStore();
    private final LogClusterObjects reader =
            new LogClusterObjects(new LogChangeFeed(store.log(), PublishedStore.TOPICS), store::currentRevision);

    @AfterEach
    void close() {
        reader.close();
        store.log().close();
    }

    @Override
    ClusterObjects objects() {
        return reader.as(store);
    }

    @Override
    void put(ResourceKey key, ObjectNode json) {
        store.put(key, json);
    }

    @Override
    void delete(ResourceKey key) {
        store.delete(key);
    }

    @Override
    void breakHistory() {
        store.loseHistory();
    }

    @Test
    void aListThatFailsIsTriedAgain() throws Exception {
        ResourceKey key = ResourceKey.namespaced("", "services", "default", "a");
        store.put(key, Json.object().put("text", "1"));
        store.refuseLists(3, new ApiException(new Status(403, "Forbidden", "no", null)));
        Fold fold = new Fold();
        try (AutoCloseable following =
                objects().follow(Set.of(KubernetesKinds.registry().of(key)), fold)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> fold.resets() == 1);
            assertThat(fold.seen()).isEqualTo(Map.of(key, "1"));
        }
    }
}
