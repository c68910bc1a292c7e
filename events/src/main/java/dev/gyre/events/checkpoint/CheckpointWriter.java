package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogStart;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.record.CheckpointRecords;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.Checkpoint.Earlier;
import dev.gyre.schemas.record.Checkpoint.Mark;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a checkpoint of what the log is known to be complete up to, from the checkpoint before and what came after it. It reads
 * that twice: first to learn which record is each object's newest, of which only the offset is held, then to copy those. Calls
 * block, for as long as that takes.
 */
public final class CheckpointWriter {

    /** What goes out at once and is waited for. */
    private static final int FLUSH_BYTES = 512 * 1024;

    private static final int MAX_EARLIER = 256;

    private final EventLog log;
    private final Topics topics;
    private final String id;
    private final long bytesPerSecond;
    private final MessageDigest sum = CheckpointObjects.sum();
    private final List<CompletableFuture<Long>> inFlight = new ArrayList<>();
    private long previousOffset = -1;
    private long firstOffset = -1;
    private long bytesInFlight;
    private long objects;

    private CheckpointWriter(EventLog log, Topics topics, String id, long bytesPerSecond) {
        this.log = log;
        this.topics = topics;
        this.id = id;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Writes one, if anything has changed since the last.
     *
     * @param id that no other checkpoint of this log has
     * @param bytesPerSecond at most, so that others get their share of the log
     */
    public static Optional<StoredCheckpoint> write(EventLog log, Topics topics, String id, long bytesPerSecond) {
        return new CheckpointWriter(log, topics, id, bytesPerSecond).write();
    }

    /**
     * Whether so much has come since the last one that another is worth writing: as many records as it holds objects, and at
     * least some. What checkpoints cost is then in proportion to what happens.
     */
    public static boolean isDue(EventLog log, Topics topics, long atLeast) {
        Checkpoint newest = wait(Checkpoints.newest(log, stamp -> true))
                .map(StoredCheckpoint::checkpoint)
                .orElse(null);
        LogStart start = wait(
                newest == null
                        ? LogStart.beginning(log, topics.changes())
                        : LogStart.after(log, topics.changes(), newest));
        long records = start.ranges().values().stream()
                .mapToLong(range -> range.until() - range.from())
                .sum();
        return records >= Math.max(atLeast, newest == null ? 0 : newest.objects());
    }

    private Optional<StoredCheckpoint> write() {
        Map<Partition, Long> decisions = wait(log.endOffsets(topics.decisions()));
        Progress progress = wait(ProgressReading.newest(log));
        if (progress == null) {
            throw new NotOnTheLogException("the log has no progress record");
        }
        Optional<StoredCheckpoint> newest = wait(Checkpoints.newest(log, stamp -> true));
        ObjectFold<Long> fold = wait(ObjectFold.read(
                log,
                topics.changes(),
                stamp -> stamp.position().revision() <= progress.revision(),
                StoredEntry::offset));
        requireWhole(fold, progress);
        Stamp last = fold.last().orElse(null);
        if (last == null
                || newest.filter(is ->
                                is.checkpoint().revision() >= last.position().revision())
                        .isPresent()) {
            return Optional.empty();
        }
        previousOffset = newest.map(StoredCheckpoint::offset).orElse(-1L);
        copy(fold);
        return Optional.of(close(progress, last, fold.marks(), decisions, earlier(newest)));
    }

    /** What a checkpoint lacks is lost for good where the log is trimmed behind it. */
    private static void requireWhole(ObjectFold<Long> fold, Progress progress) {
        progress.marks().forEach((partition, mark) -> {
            PartitionValidity chain = fold.chain(partition);
            if (chain != null && !chain.hasReached(mark.position())) {
                throw new NotOnTheLogException("the valid records of " + partition + " end at " + chain.last()
                        + " and must reach " + mark.position());
            }
        });
    }

    private void copy(ObjectFold<Long> fold) {
        StoredCheckpoint from = fold.from();
        if (from != null) {
            wait(CheckpointObjects.read(
                    log,
                    from,
                    object -> copy(
                            fold, new StoredEntry(CheckpointRecords.changed(object), ObjectFold.IN_THE_CHECKPOINT))));
        }
        Map<Partition, LogScan.Range> ranges = new HashMap<>();
        Map<Partition, Mark> marks = fold.marks();
        fold.at().ranges().forEach((partition, range) -> {
            Mark mark = marks.get(partition);
            ranges.put(partition, new LogScan.Range(range.from(), mark == null ? range.from() : mark.offset()));
        });
        wait(LogScan.start(log, ranges, stored -> copy(fold, stored)).done());
        flush();
        if (objects != fold.size()) {
            throw new NotOnTheLogException("of " + fold.size() + " objects only " + objects + " are still on the log");
        }
    }

    private void copy(ObjectFold<Long> fold, StoredEntry stored) {
        ObjectFold.Held<Long> held =
                fold.held(stored.entry().partition(), stored.entry().key());
        if (held != null && held.kept() == stored.offset()) {
            put(CheckpointRecords.object(stored.entry(), held.createRevision(), id, previousOffset));
        }
    }

    private void put(Entry object) {
        CheckpointRecords.addTo(sum, object);
        objects++;
        byte[] value = object.value();
        bytesInFlight += value == null ? 0 : value.length;
        inFlight.add(log.append(object).toCompletableFuture());
        if (bytesInFlight >= FLUSH_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (inFlight.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        inFlight.forEach(CompletableFuture::join);
        if (firstOffset < 0) {
            firstOffset = inFlight.getFirst().join();
        }
        long due = bytesInFlight * 1_000_000_000L / bytesPerSecond - (System.nanoTime() - begun);
        inFlight.clear();
        bytesInFlight = 0;
        if (due > 0) {
            LockSupport.parkNanos(due);
        }
    }

    private static List<Earlier> earlier(Optional<StoredCheckpoint> newest) {
        List<Earlier> earlier = new ArrayList<>();
        newest.ifPresent(before -> {
            earlier.add(before.asEarlier());
            earlier.addAll(before.checkpoint().earlier());
        });
        if (earlier.size() > MAX_EARLIER) {
            // The older they are, the further apart they may be.
            for (int i = earlier.size() - 2; i > MAX_EARLIER / 2; i -= 2) {
                earlier.remove(i);
            }
        }
        return earlier;
    }

    private StoredCheckpoint close(
            Progress progress,
            Stamp last,
            Map<Partition, Mark> marks,
            Map<Partition, Long> decisions,
            List<Earlier> earlier) {
        Map<String, Mark> byName = new HashMap<>();
        marks.forEach((partition, mark) -> byName.put(partition.toString(), mark));
        Map<String, Long> decisionsByName = new HashMap<>();
        decisions.forEach((partition, offset) -> decisionsByName.put(partition.toString(), offset));
        long begin = firstOffset >= 0
                ? firstOffset
                : wait(log.endOffsets(List.of(Topics.CHECKPOINTS_PARTITION)))
                        .getOrDefault(Topics.CHECKPOINTS_PARTITION, 0L);
        Checkpoint checkpoint = new Checkpoint(
                id,
                progress.clusterId(),
                progress.generation(),
                last.position().revision(),
                last.time(),
                begin,
                objects,
                HexFormat.of().formatHex(sum.digest()),
                byName,
                decisionsByName,
                earlier);
        return new StoredCheckpoint(checkpoint, wait(log.append(CheckpointRecords.closing(checkpoint))));
    }

    private static <T> T wait(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
