package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.LogScan;
import dev.gyre.events.Topics;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One term being carried out: effects become calls of the ports, and what the calls answer becomes inputs. Answers that
 * arrive after the term has ended are dropped. Runs on the driver's queue.
 */
final class RelayTerm {

    private final RelayDriver.Parts parts;
    private final RelayElection.Term term;
    private final Relay relay;
    private final Executor queue;
    private final BiConsumer<RelayTerm, String> resign;
    private Consumer<RelayDriver.Status> status = s -> {};
    private Subscription watch = () -> {};
    private Subscription scan = () -> {};
    private long watchNumber;
    private long seenRevision;
    private @Nullable CompletableFuture<Void> heldBack;
    private boolean isOver;

    RelayTerm(
            RelayDriver.Parts parts,
            RelayElection.Term term,
            Relay relay,
            Executor queue,
            BiConsumer<RelayTerm, String> resign) {
        this.parts = parts;
        this.term = term;
        this.relay = relay;
        this.queue = queue;
        this.resign = resign;
    }

    void begin(Consumer<RelayDriver.Status> status) {
        this.status = status;
        feed(new RelayInput.TermAcquired(term));
    }

    /** The term is over by somebody else's will. */
    void lose(String reason) {
        if (!isOver) {
            relay.on(new RelayInput.TermLost(reason));
            over(reason);
        }
    }

    /** Compares what was acknowledged with what is there. */
    void lookAtTails() {
        Map<Partition, Long> acknowledged = relay.acknowledgedOffsets();
        if (!isOver && !acknowledged.isEmpty()) {
            hear(parts.log().endOffsets(acknowledged.keySet()), ends -> new RelayInput.EndsRead(acknowledged, ends));
        }
    }

    private void feed(RelayInput input) {
        if (isOver) {
            return;
        }
        for (RelayEffect effect : relay.on(input)) {
            carryOut(effect);
        }
        if (isOver) {
            return;
        }
        status.accept(new RelayDriver.Status(true, term.term(), relay.completeRevision(), seenRevision));
        if (heldBack != null && relay.hasRoom()) {
            CompletableFuture<Void> next = heldBack;
            heldBack = null;
            next.complete(null);
        }
    }

    private void carryOut(RelayEffect effect) {
        switch (effect) {
            case RelayEffect.ReadProgress read -> readProgress(read.untilOffset());
            case RelayEffect.AppendTermRecords append -> appendTermRecords(append.entries());
            case RelayEffect.ReadTails read -> readTails(read.requests());
            case RelayEffect.ReadStoreRevision ignored ->
                hear(parts.source().currentRevision(), RelayInput.StoreRevisionRead::new);
            case RelayEffect.WatchFrom from -> watch(from.revision());
            case RelayEffect.Append append -> append(append);
            case RelayEffect.AppendProgress append ->
                hear(parts.log().append(append.entry()), offset -> {
                    parts.listener().progressed(append.revision());
                    return new RelayInput.ProgressAppended(offset);
                });
            case RelayEffect.LoadState ignored -> hear(parts.source().load(), RelayInput.StateLoaded::new);
            case RelayEffect.GapAppended gap -> parts.listener().gap(gap.fromRevision(), gap.toRevision());
            case RelayEffect.EndTerm end -> {
                if (end.isRefusal()) {
                    parts.listener().refused(end.reason());
                }
                over(end.reason());
                resign.accept(this, end.reason());
            }
        }
    }

    private void over(String reason) {
        isOver = true;
        watch.close();
        scan.close();
        parts.listener().termEnded(term.term(), reason);
    }

    private void append(RelayEffect.Append append) {
        Instant seen = parts.clock().instant();
        Partition partition = append.entry().partition();
        hear(parts.log().append(append.entry()), offset -> {
            ResourceEvent event = append.revision().event();
            if (event != null) {
                Instant now = parts.clock().instant();
                parts.listener()
                        .published(
                                event.revision(),
                                Duration.between(event.provenance().time(), now),
                                Duration.between(seen, now));
                parts.listener().published(event, seen);
            }
            return new RelayInput.Appended(append.id(), partition, offset);
        });
    }

    private void appendTermRecords(List<Entry> entries) {
        Map<Partition, CompletableFuture<Long>> appended = new HashMap<>();
        entries.forEach(e -> appended.put(e.partition(), parts.log().append(e).toCompletableFuture()));
        CompletableFuture<Void> all = CompletableFuture.allOf(appended.values().toArray(CompletableFuture[]::new));
        hear(all, done -> {
            Map<Partition, Long> offsets = new HashMap<>();
            appended.forEach((partition, offset) -> offsets.put(partition, offset.join()));
            return new RelayInput.TermRecordsAppended(offsets);
        });
    }

    private void readProgress(long untilOffset) {
        List<Partition> partition = List.of(Topics.PROGRESS_PARTITION);
        ProgressReading reading = new ProgressReading();
        CompletionStage<Void> read = parts.log()
                .endOffsets(partition)
                .thenCombine(parts.log().beginningOffsets(partition), (ends, begins) -> {
                    long end = untilOffset < 0 ? only(ends) : untilOffset;
                    return new LogScan.Range(only(begins), end);
                })
                .thenCompose(range -> scan(Map.of(Topics.PROGRESS_PARTITION, range), reading::take));
        hear(read, done -> new RelayInput.ProgressRead(reading.newest(), reading.highestTerm()));
    }

    private static long only(Map<Partition, Long> offsets) {
        return offsets.values().iterator().next();
    }

    private void readTails(Map<Partition, RelayEffect.TailRequest> requests) {
        Map<Partition, TailReading> readings = new HashMap<>();
        CompletionStage<Void> read = parts.log()
                .beginningOffsets(requests.keySet())
                .thenCompose(begins -> {
                    Map<Partition, LogScan.Range> ranges = new HashMap<>();
                    requests.forEach((partition, request) -> {
                        TailReading reading = new TailReading(request, begins.getOrDefault(partition, 0L));
                        readings.put(partition, reading);
                        ranges.put(partition, new LogScan.Range(reading.from(), request.untilOffset()));
                    });
                    return scan(ranges, stored -> {
                        TailReading reading = readings.get(stored.entry().partition());
                        if (reading != null) {
                            reading.take(stored);
                        }
                    });
                });
        hear(read, done -> {
            Map<Partition, Tail> tails = new HashMap<>();
            readings.forEach((partition, reading) -> tails.put(partition, reading.tail()));
            return new RelayInput.TailsRead(tails);
        });
    }

    private CompletionStage<Void> scan(
            Map<Partition, LogScan.Range> ranges, Consumer<dev.gyre.events.EventLog.StoredEntry> consumer) {
        LogScan started = LogScan.start(parts.log(), ranges, consumer);
        scan = started;
        return started.done();
    }

    private void watch(long fromRevision) {
        watch.close();
        long number = ++watchNumber;
        parts.listener().termStarted(term.term(), fromRevision);
        watch = parts.source()
                .follow(
                        fromRevision,
                        revisions -> {
                            CompletableFuture<Void> taken = new CompletableFuture<>();
                            queue.execute(() -> committed(number, revisions, taken));
                            return taken;
                        },
                        cause -> queue.execute(() -> watchEnded(number, cause)));
    }

    private void committed(long number, List<CommittedRevision> revisions, CompletableFuture<Void> taken) {
        if (isOver || number != watchNumber) {
            return;
        }
        for (CommittedRevision revision : revisions) {
            seenRevision = Math.max(seenRevision, revision.revision());
            feed(new RelayInput.Committed(revision));
        }
        if (relay.hasRoom()) {
            taken.complete(null);
        } else {
            heldBack = taken;
        }
    }

    private void watchEnded(long number, Throwable cause) {
        if (number == watchNumber) {
            Throwable actual = unwrapped(cause);
            feed(
                    actual instanceof CommittedRevisions.CompactedException compacted
                            ? new RelayInput.Compacted(compacted.compactRevision())
                            : new RelayInput.Failed("the store's watch ended: " + reason(actual)));
        }
    }

    private <T> void hear(CompletionStage<T> stage, Function<T, RelayInput> input) {
        stage.whenComplete((value, error) -> queue.execute(() -> {
            if (!isOver) {
                feed(error == null ? input.apply(value) : new RelayInput.Failed(reason(error)));
            }
        }));
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    static String reason(Throwable error) {
        Throwable cause = unwrapped(error);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
