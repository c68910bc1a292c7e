package dev.gyre.gateway.relay;

import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.relay.CommittedRevision;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoreFollowerTest {

    private static final int FAR_BEHIND = 10;
    private static final int MAX_WAITING = 64;

    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final List<Long> told = new ArrayList<>();
    private long first;
    private long last;

    @Test
    void whoIsFarBehindReadsBackAndThenWatches() {
        write(500);
        int[] stretches = new int[1];
        follow(new Passing(store) {
            @Override
            public CompletionStage<Stretch> history(long fromRevision) {
                stretches[0]++;
                return super.history(fromRevision);
            }
        });
        assertThat(stretches[0]).isPositive();
        assertThatAllIsTold();

        int before = stretches[0];
        write(5);
        assertThat(stretches[0]).isEqualTo(before);
        assertThatAllIsTold();
    }

    @Test
    void whereStretchesCannotBeReadAWatchTellsEverything() {
        write(500);
        follow(new Passing(store) {
            @Override
            public CompletionStage<Stretch> history(long fromRevision) {
                return CompletableFuture.failedStage(new StoreException("it takes too long", null, false));
            }
        });
        assertThatAllIsTold();
    }

    @Test
    void aReaderThatTakesItsTimeHoldsBackWhatWasReadBack() {
        write(500);
        List<CompletableFuture<Void>> busy = new ArrayList<>();
        new StoreRevisions(store, KubernetesKinds.registry(), MAX_WAITING, FAR_BEHIND)
                .follow(
                        first,
                        revisions -> {
                            revisions.forEach(revision -> told.add(revision.revision()));
                            busy.add(new CompletableFuture<>());
                            return busy.getLast();
                        },
                        failure -> told.add(-1L));
        while (told.getLast() < last) {
            assertThat(busy).last().satisfies(turn -> assertThat(turn).isNotDone());
            busy.getLast().complete(null);
        }
        assertThatAllIsTold();
    }

    private void follow(ResourceStore from) {
        new StoreRevisions(from, KubernetesKinds.registry(), MAX_WAITING, FAR_BEHIND)
                .follow(
                        first,
                        revisions -> {
                            revisions.stream().map(CommittedRevision::revision).forEach(told::add);
                            return CompletableFuture.completedStage(null);
                        },
                        failure -> told.add(-1L));
    }

    private void write(int pods) {
        for (int i = 0; i < pods; i++) {
            last = committed(store, put(pod("p-" + last), 0, "u" + last, ""));
            first = first == 0 ? last : first;
        }
    }

    private void assertThatAllIsTold() {
        assertThat(told)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(first, last).boxed().toList());
    }

    /** Asks another store. */
    private static class Passing implements ResourceStore {
        private final ResourceStore store;

        Passing(ResourceStore store) {
            this.store = store;
        }

        @Override
        public CompletionStage<WriteResult> write(Write write) {
            return store.write(write);
        }

        @Override
        public CompletionStage<Long> currentRevision() {
            return store.currentRevision();
        }

        @Override
        public CompletionStage<Contents> load() {
            return store.load();
        }

        @Override
        public Watch watch(long fromRevision, WatchListener listener) {
            return store.watch(fromRevision, listener);
        }

        @Override
        public CompletionStage<Stretch> history(long fromRevision) {
            return store.history(fromRevision);
        }

        @Override
        public CompletionStage<Long> raiseEpoch(String partition, String holder) {
            return store.raiseEpoch(partition, holder);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
