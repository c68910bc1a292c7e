package dev.gyre.events.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.Topics;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.record.UnreadableRecordException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the newest valid record of the progress partition: of the highest term, in the order of the partition. */
public final class ProgressReading {

    private long generation;
    private long highestTerm;
    private @Nullable Progress newest;

    /** The newest progress of a log; null where there is none. */
    public static CompletionStage<@Nullable Progress> newest(EventLog log) {
        ProgressReading reading = new ProgressReading();
        return LogScan.whole(log, List.of(Topics.PROGRESS_PARTITION))
                .thenCompose(ranges -> LogScan.start(log, ranges, reading::take).done())
                .thenApply(done -> reading.newest());
    }

    /** Takes the next record. */
    public void take(StoredEntry stored) {
        Stamp stamp = RecordReader.stamp(stored.entry());
        if (stamp == null
                || stamp.generation() < generation
                || (stamp.generation() == generation && stamp.term() < highestTerm)) {
            return;
        }
        generation = stamp.generation();
        highestTerm = stamp.term();
        try {
            Progress progress = RecordReader.progress(stored.entry());
            if (progress != null) {
                newest = progress;
            }
        } catch (UnreadableRecordException e) {
            // Somebody else's record: void, like any other that the relay did not write.
            return;
        }
    }

    public @Nullable Progress newest() {
        return newest;
    }

    public long highestTerm() {
        return highestTerm;
    }
}
