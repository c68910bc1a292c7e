package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;

/** A reader asked for an offset that the log does not have: trimmed away, or lost with its tail. */
public final class OffsetOutOfRangeException extends RuntimeException {
    public OffsetOutOfRangeException(Partition partition, long offset, long begin, long end) {
        super(partition + " has no offset " + offset + ": it has those from " + begin + " up to " + end);
    }
}
