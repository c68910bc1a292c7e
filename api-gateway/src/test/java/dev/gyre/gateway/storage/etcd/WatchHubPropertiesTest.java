package dev.gyre.gateway.storage.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.ResourceStore.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Watches that share a stream, over a store whose streams each go at a pace of their own. */
class WatchHubPropertiesTest {

    private final Store store = new Store();
    private final WatchHub hub = new WatchHub(store::open, Runnable::run);

    @Property(tries = 200)
    void each_watch_hears_each_revision_from_its_first_on_once_and_in_order(@ForAll long seed) {
        Random random = new Random(seed);
        List<Heard> watches = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> store.committed += 1 + random.nextInt(3);
                case 1 -> watches.add(new Heard(1 + random.nextInt((int) store.committed + 1)));
                case 2 -> {
                    if (!watches.isEmpty() && random.nextInt(4) == 0) {
                        watches.get(random.nextInt(watches.size())).stop();
                    }
                }
                default -> store.letOneGoOn(random);
            }
        }
        store.letAllGoOn();

        for (Heard watch : watches) {
            if (!watch.isStopped) {
                assertThat(watch.revisions)
                        .as("from %d of %d", watch.first, store.committed)
                        .containsExactlyElementsOf(LongStream.rangeClosed(watch.first, store.committed)
                                .boxed()
                                .toList());
            }
        }
        watches.forEach(Heard::stop);
        assertThat(store.streams).as("streams that nobody hears").isEmpty();
    }

    @Example
    void watches_that_are_abreast_take_one_stream() {
        store.committed = 10;
        Heard far = new Heard(5);
        Heard near = new Heard(11);
        assertThat(store.streams).hasSize(2);

        store.letAllGoOn();
        store.committed = 12;
        store.letAllGoOn();

        assertThat(store.streams).hasSize(1);
        assertThat(far.revisions).containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(near.revisions).containsExactly(11L, 12L);
    }

    @Example
    void a_watch_that_begins_within_what_is_remembered_needs_no_stream_of_its_own() {
        store.committed = 10;
        Heard first = new Heard(3);
        store.letAllGoOn();
        Heard second = new Heard(6);

        assertThat(store.streams).hasSize(1);
        assertThat(first.revisions).hasSize(8);
        assertThat(second.revisions).containsExactly(6L, 7L, 8L, 9L, 10L);
    }

    @Example
    void the_end_of_the_shared_stream_is_the_end_of_all_who_hear_it_and_the_next_begins_anew() {
        Heard first = new Heard(1);
        Heard second = new Heard(1);
        store.streams.getFirst().listener.onEnd(new CompactedException(7));

        assertThat(first.end).isInstanceOf(CompactedException.class);
        assertThat(second.end).isInstanceOf(CompactedException.class);
        store.streams.clear();

        store.committed = 9;
        Heard third = new Heard(8);
        store.letAllGoOn();
        assertThat(third.revisions).containsExactly(8L, 9L);
    }

    @Example
    void who_fails_on_a_change_takes_it_from_nobody_else() {
        Watch failing = hub.watch(1, new WatchListener() {
            @Override
            public void onBatch(StoreBatch batch) {
                throw new IllegalStateException("does not want it");
            }

            @Override
            public void onEnd(Throwable cause) {}
        });
        Heard other = new Heard(1);
        store.committed = 1;
        assertThat(org.assertj.core.api.Assertions.catchThrowable(store::letAllGoOn))
                .isInstanceOf(IllegalStateException.class);
        assertThat(other.revisions).containsExactly(1L);
        failing.close();
    }

    /** What one watch hears. */
    private final class Heard implements WatchListener {
        private final long first;
        private final List<Long> revisions = new ArrayList<>();
        private final Watch watch;
        private boolean isStopped;
        private @org.jspecify.annotations.Nullable Throwable end;

        Heard(long first) {
            this.first = first;
            this.watch = hub.watch(first, this);
        }

        @Override
        public void onBatch(StoreBatch batch) {
            batch.events().forEach(event -> revisions.add(event.revision()));
        }

        @Override
        public void onEnd(Throwable cause) {
            end = cause;
        }

        void stop() {
            isStopped = true;
            watch.close();
        }
    }

    /** A store with one change in each revision. */
    private static final class Store {
        private final List<Stream> streams = new ArrayList<>();
        private long committed;

        Watch open(long fromRevision, WatchListener listener) {
            Stream stream = new Stream(fromRevision, listener);
            streams.add(stream);
            return () -> streams.remove(stream);
        }

        void letOneGoOn(Random random) {
            if (!streams.isEmpty()) {
                streams.get(random.nextInt(streams.size())).goOn(1 + random.nextInt(3));
            }
        }

        void letAllGoOn() {
            List.copyOf(streams).forEach(stream -> stream.goOn(Integer.MAX_VALUE));
        }

        private final class Stream {
            private final WatchListener listener;
            private long next;

            Stream(long next, WatchListener listener) {
                this.next = next;
                this.listener = listener;
            }

            void goOn(int revisions) {
                long last = Math.min(committed, next + revisions - 1L);
                if (last >= next) {
                    List<StoreEvent> events = LongStream.rangeClosed(next, last)
                            .<StoreEvent>mapToObj(revision -> new StoreEvent.Other(revision, "key"))
                            .toList();
                    next = last + 1;
                    listener.onBatch(new StoreBatch(last, events));
                }
            }
        }
    }
}
