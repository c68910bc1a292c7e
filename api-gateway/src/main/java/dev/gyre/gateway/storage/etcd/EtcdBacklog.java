package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ResourceStore.Stretch;
import io.etcd.jetcd.api.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads a stretch of history by watches side by side, each for the revisions up to the next one's first.
 *
 * <p>For a watch that begins in the past, etcd before 3.6 reads everything from there to the present, holding up all writes
 * meanwhile, and then says a thousand revisions of it; and does so again for the next thousand. Who is 700,000 revisions behind makes it do so
 * 700 times, two seconds each. But what it has read once it gives to all watches that wait. More of them make each time
 * longer, which the lease of the relay has to outlast; so there are a few, and each reads a few thousand.
 *
 * <p>A watch has told its part when it says a revision behind it. Where others than Gyre write to the same etcd, and nobody else has
 * for a long time, there may be none: then reading fails in the end, and an ordinary watch is what is left.
 */
final class EtcdBacklog {

    /** So many watches at most, which together bound what waits in memory. */
    private static final int PORTIONS = 8;

    /** Of each watch: what etcd says in four times. */
    private static final int REVISIONS = 4_000;

    private static final long PATIENCE_SECONDS = 60;

    private final EtcdChannels channels;
    private final ScheduledExecutorService thread;
    private final EventDecoder decoder;
    private final long from;
    private final List<Portion> portions = new ArrayList<>();
    private final CompletableFuture<Stretch> stretch = new CompletableFuture<>();
    private int missing;

    /** @param thread on which everything here happens but decoding, which whoever asks for a batch does */
    EtcdBacklog(EtcdChannels channels, ScheduledExecutorService thread, EventDecoder decoder, long from) {
        this.channels = channels;
        this.thread = thread;
        this.decoder = decoder;
        this.from = from;
    }

    /** As far as the present, or as these watches reach. */
    CompletionStage<Stretch> read() {
        EtcdWatch.requireHistory(channels, from)
                .whenCompleteAsync(
                        (kept, failure) -> {
                            if (failure != null) {
                                fail(failure);
                            } else {
                                open(kept.getHeader().getRevision());
                            }
                        },
                        thread);
        return stretch;
    }

    private void open(long newest) {
        for (long first = from; first <= newest && portions.size() < PORTIONS; first += REVISIONS) {
            portions.add(new Portion(first, Math.min(first + REVISIONS, newest + 1)));
        }
        if (portions.isEmpty()) {
            stretch.complete(new Stretch(List.of(), from));
            return;
        }
        missing = portions.size();
        portions.forEach(Portion::open);
        var patience = thread.schedule(
                () -> fail(
                        new StoreException("etcd did not tell its history in " + PATIENCE_SECONDS + " s", null, false)),
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
        stretch.whenComplete((done, failure) -> patience.cancel(false));
    }

    private void isThere() {
        if (--missing > 0) {
            return;
        }
        EtcdWatch.requireHistory(channels, from).whenComplete((kept, failure) -> {
            if (failure != null) {
                stretch.completeExceptionally(failure);
            } else {
                List<Supplier<StoreBatch>> batches = new ArrayList<>();
                portions.forEach(portion -> batches.add(portion::batch));
                stretch.complete(new Stretch(batches, portions.getLast().end));
            }
        });
    }

    private void fail(Throwable why) {
        if (stretch.completeExceptionally(why)) {
            portions.forEach(Portion::close);
        }
    }

    /** One watch, for the revisions from its first to the first of the next. */
    private final class Portion extends WatchStream {
        private final long first;
        private final long end;
        private final RevisionAssembler assembler;
        private final TreeMap<Long, List<Event>> revisions = new TreeMap<>();
        private boolean isOver;

        Portion(long first, long end) {
            this.first = first;
            this.end = end;
            this.assembler = new RevisionAssembler(first);
        }

        void open() {
            open(channels, thread, first);
        }

        @Override
        void told(List<Event> events, boolean isFragment) {
            if (isOver) {
                return;
            }
            revisions.putAll(assembler.add(events, isFragment));
            if (assembler.next() >= end) {
                close();
                isThere();
            }
        }

        @Override
        void ended(RuntimeException why) {
            if (!isOver) {
                fail(why);
            }
        }

        void close() {
            isOver = true;
            cancel();
        }

        StoreBatch batch() {
            SortedMap<Long, List<Event>> own = revisions.headMap(end);
            List<StoreEvent> events = new ArrayList<>();
            for (Map.Entry<Long, List<Event>> step : own.entrySet()) {
                events.addAll(decoder.decode(step.getKey(), step.getValue()));
            }
            return new StoreBatch(end - 1, events);
        }
    }
}
