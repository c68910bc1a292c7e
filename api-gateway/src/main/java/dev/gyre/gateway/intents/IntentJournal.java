package dev.gyre.gateway.intents;

import dev.gyre.events.EventLog;
import dev.gyre.events.LogScan;
import dev.gyre.events.Topics;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.schemas.record.IntentResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What has been said about the intents of one partition: read from the topic of results once, and kept up by whoever adds to
 * it. For as long as results are kept, an intent that comes again is known.
 */
final class IntentJournal {

    private record Name(String source, String id) {}

    private final String account;
    private final int partition;
    private final Map<Name, IntentResult> results = new HashMap<>();
    private long next;

    private IntentJournal(String account, int partition) {
        this.account = account;
        this.partition = partition;
    }

    static CompletionStage<IntentJournal> read(EventLog log, String account, int partition) {
        IntentJournal journal = new IntentJournal(account, partition);
        return LogScan.whole(log, List.of(Topics.INTENT_RESULTS_PARTITION))
                .thenCompose(ranges -> LogScan.start(log, ranges, stored -> {
                            try {
                                journal.add(BornOnTheLog.readIntentResult(stored.entry()));
                            } catch (UnreadableRecordException e) {
                                return; // nobody's result
                            }
                        })
                        .done())
                .thenApply(done -> journal);
    }

    /** Of another partition's nothing is kept. */
    void add(IntentResult result) {
        if (!result.account().equals(account) || result.partition() != partition) {
            return;
        }
        next = Math.max(next, result.offset() + 1);
        if (!result.id().isEmpty() && !result.isRepeat()) {
            results.merge(
                    new Name(result.source(), result.id()),
                    result,
                    (one, other) -> other.epoch() >= one.epoch() ? other : one);
        }
    }

    /** What was said of this intent; null where nothing was. */
    @Nullable
    IntentResult of(String source, String id) {
        return results.get(new Name(source, id));
    }

    /** The offset of the first record about which nothing has been said. */
    long next() {
        return next;
    }
}
