package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The changes of some partitions in one order, that of revisions: the newest of those that are wanted, up to a number.
 * Values are parsed at the end, for those alone.
 */
public final class ChangeListing {

    /** A change before its value is looked at. */
    public record Header(Stamp stamp, String subject) {}

    private record Held(Stamp stamp, Entry entry) {}

    private final int newest;
    private final Predicate<Header> isWanted;
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparing(kept -> kept.stamp().position()));

    private ChangeListing(int newest, Predicate<Header> isWanted) {
        this.newest = newest;
        this.isWanted = isWanted;
    }

    /** Reads what is there now. */
    public static CompletionStage<List<Version>> read(
            EventLog log, List<Partition> partitions, int newest, Predicate<Header> isWanted) {
        ChangeListing listing = new ChangeListing(newest, isWanted);
        return ValidRecords.read(log, partitions, listing::take).thenApply(done -> listing.versions());
    }

    private void take(Stamp stamp, Entry entry) {
        boolean isChange = switch (RecordReader.effect(entry)) {
            case ADDED, MODIFIED, DELETED -> true;
            case FOUND, GAP, OTHER -> false;
        };
        if (isChange && isWanted.test(new Header(stamp, entry.key()))) {
            held.add(new Held(stamp, entry));
            if (held.size() > newest) {
                held.remove();
            }
        }
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
