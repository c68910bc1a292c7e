package dev.gyre.events.relay;

import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;

/** Hears what a relay does, for metrics and logs. Must not block. */
public interface RelayListener {

    /** Nobody listens. */
    RelayListener NONE = new RelayListener() {};

    default void termStarted(long term, long fromRevision) {}

    default void termEnded(long term, String reason) {}

    /** Refuses to start; {@code reason} is one line for a human. */
    default void refused(String reason) {}

    /** A published change was acknowledged this long after it was committed and this long after the relay saw it. */
    default void published(long revision, Duration sinceCommit, Duration sinceSeen) {}

    /** The same change, which the relay saw at this time: for traces. */
    default void published(ResourceEvent event, Instant seen) {}

    /** Everything up to this revision is on the log, and the progress record that says so is acknowledged. */
    default void progressed(long revision) {}

    /** History was lost; the log names the span. */
    default void gap(long fromRevision, long toRevision) {}
}
