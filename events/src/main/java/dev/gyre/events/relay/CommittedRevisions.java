package dev.gyre.events.relay;

import dev.gyre.events.EventLog;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The store's history, as the relay reads it. */
public interface CommittedRevisions {

    /**
     * Follows every revision from this one (inclusive) on, in order and without leaving one out. The next batch comes when
     * the stage that the handler answered is complete: what the source buffers meanwhile is bounded by the source, which
     * ends the subscription past its bound. Ends with {@link CompactedException} where the start is no longer kept.
     */
    EventLog.Subscription follow(
            long fromRevision,
            Function<List<CommittedRevision>, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed);

    /** The store's newest revision, by a linearizable read. */
    CompletionStage<Long> currentRevision();

    /** Every published object at one revision: what the relay appends after a gap in history. */
    CompletionStage<State> load();

    /** Objects, all as of one revision. */
    record State(long revision, List<StoredResource> objects) {}

    /** An object and where its last write came from. */
    record StoredResource(Resource resource, Provenance provenance) {}

    /** History before {@code compactRevision} is gone. */
    final class CompactedException extends RuntimeException {
        private final long compactRevision;

        public CompactedException(long compactRevision) {
            super("history before revision " + compactRevision + " has been compacted");
            this.compactRevision = compactRevision;
        }

        public long compactRevision() {
            return compactRevision;
        }
    }
}
