package dev.gyre.gateway.storage;

import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class InMemoryResourceStoreTest extends ResourceStoreContract {

    @Override
    ResourceStore emptyStore() {
        return new InMemoryResourceStore(Runnable::run, MAX_OBJECT_BYTES);
    }

    @Override
    void compact(ResourceStore store, long revision) {
        ((InMemoryResourceStore) store).compact(revision);
    }

    @Test
    void deliveriesWaitForTheirExecutor() {
        Queue<Runnable> steps = new ArrayDeque<>();
        InMemoryResourceStore queued = new InMemoryResourceStore(steps::add);
        RecordingListener heard = new RecordingListener();
        queued.watch(2, heard);
        long first = committed(queued, put(pod("a"), 0, "u1", ""));
        long second = committed(queued, put(pod("b"), 0, "u2", ""));
        assertThat(heard.events()).isEmpty();

        while (!steps.isEmpty()) {
            steps.remove().run();
        }

        assertThat(heard.events())
                .extracting(ResourceStore.StoreEvent::revision)
                .containsExactly(first, second);
    }

    @Test
    void aListenerThatWritesHearsItsOwnWriteAfterwards() {
        InMemoryResourceStore inline = new InMemoryResourceStore();
        List<Long> heard = new ArrayList<>();
        inline.watch(2, new ResourceStore.WatchListener() {
            @Override
            public void onBatch(StoreBatch batch) {
                heard.add(batch.revision());
                if (heard.size() == 1) {
                    committed(inline, put(pod("child"), 0, "u2", ""));
                    heard.add(-1L);
                }
            }

            @Override
            public void onEnd(Throwable cause) {}
        });

        committed(inline, put(pod("parent"), 0, "u1", ""));

        assertThat(heard).containsExactly(2L, -1L, 3L);
    }

    @Test
    void aLeasedKeyHasANewCreateRevisionEachTime() {
        InMemoryResourceStore store = new InMemoryResourceStore();
        long first = store.putMeta(StoreKeys.RELAY_TERM, "one");
        store.putMeta(StoreKeys.RELAY_TERM, "one again");
        assertThat(store.meta(StoreKeys.RELAY_TERM).createRevision()).isEqualTo(first);

        store.removeMeta(StoreKeys.RELAY_TERM);
        long second = store.putMeta(StoreKeys.RELAY_TERM, "two");

        assertThat(store.meta(StoreKeys.RELAY_TERM).createRevision()).isEqualTo(second);
        assertThat(second).isEqualTo(first + 3);
    }
}
