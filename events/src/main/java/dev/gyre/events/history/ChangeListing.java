package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Since;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The changes of some partitions in one order, that of revisions: the newest of those that are wanted, up to a number.
 * Values are parsed at the end, for those alone. The end of the log is looked at first, since that is often enough.
 */
public final class ChangeListing implements BiConsumer<Stamp, Entry> {

    /** Revisions that are looked at first, for each change that may be wanted: some revisions are no records. */
    private static final int REVISIONS_OF_A_CHANGE = 4;

    private static final int FURTHER = 8;

    /**
     * Which changes are wanted.
     *
     * @param newest at most so many
     * @param since from which moment on; null for the log's beginning
     * @param isWithin whether a change is not after the last one that is wanted; null where that is the log's end
     * @param isSubject whether an object's changes are wanted, by its key
     */
    public record Wanted(
            int newest, @Nullable Since since, @Nullable Predicate<Stamp> isWithin, Predicate<String> isSubject) {}

    private record Held(Stamp stamp, Entry entry) {}

    private final Wanted wanted;
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparing(kept -> kept.stamp().position()));

    private ChangeListing(Wanted wanted) {
        this.wanted = wanted;
    }

    /** Reads what is there now. */
    public static CompletionStage<List<Version>> read(EventLog log, List<Partition> partitions, Wanted wanted) {
        return ProgressReading.newest(log)
                .thenCompose(progress -> progress == null || wanted.isWithin() != null
                        ? all(log, partitions, wanted, progress)
                        : newest(log, partitions, wanted, progress, (long) REVISIONS_OF_A_CHANGE * wanted.newest()))
                .thenApply(ChangeListing::versions);
    }

    /** Of the last so many revisions, and of more where that is too little. */
    private static CompletionStage<ChangeListing> newest(
            EventLog log, List<Partition> partitions, Wanted wanted, Progress progress, long revisions) {
        long last = progress.revision() - revisions;
        if (last <= 0) {
            return all(log, partitions, wanted, progress);
        }
        Since since = wanted.since();
        Since later = new Since(
                stamp -> stamp.position().revision() <= last
                        || (since != null && since.isBefore().test(stamp)),
                null);
        return ValidRecords.since(log, partitions, progress, later, stamp -> true, () -> new ChangeListing(wanted))
                .thenCompose(listing -> {
                    if (listing.held.size() == wanted.newest()) {
                        return CompletableFuture.completedFuture(listing);
                    }
                    return since == null
                            ? newest(log, partitions, wanted, progress, revisions * FURTHER)
                            : all(log, partitions, wanted, progress);
                });
    }

    private static CompletionStage<ChangeListing> all(
            EventLog log, List<Partition> partitions, Wanted wanted, @Nullable Progress progress) {
        Since since = wanted.since();
        Predicate<Stamp> isWithin = wanted.isWithin();
        return ValidRecords.since(
                log,
                partitions,
                progress,
                since == null ? new Since(stamp -> false, null) : since,
                isWithin == null ? stamp -> true : isWithin,
                () -> new ChangeListing(wanted));
    }

    @Override
    public void accept(Stamp stamp, Entry entry) {
        boolean isChange = switch (RecordReader.effect(entry)) {
            case ADDED, MODIFIED, DELETED -> true;
            case FOUND, GAP, OTHER -> false;
        };
        if (isChange && isWanted(stamp) && wanted.isSubject().test(entry.key())) {
            held.add(new Held(stamp, entry));
            if (held.size() > wanted.newest()) {
                held.remove();
            }
        }
    }

    private boolean isWanted(Stamp stamp) {
        Since since = wanted.since();
        Predicate<Stamp> isWithin = wanted.isWithin();
        return (since == null || !since.isBefore().test(stamp)) && (isWithin == null || isWithin.test(stamp));
    }

    private List<Version> versions() {
        List<Version> versions = new ArrayList<>();
        while (!held.isEmpty()) {
            if (RecordReader.read(held.remove().entry()) instanceof LogRecord.Change change) {
                versions.add(Version.of(change.event()));
            }
        }
        return versions;
    }
}
