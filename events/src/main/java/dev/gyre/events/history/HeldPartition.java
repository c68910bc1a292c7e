package dev.gyre.events.history;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.PartitionValidity;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The valid records of one partition, unparsed; the newest of them where all are more than may be held. */
final class HeldPartition {

    private final @Nullable PartitionValidity validity;
    private final long maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean isCutShort;

    /**
     * @param validity of what the relay writes; null where all records count
     * @param isTrimmed whether its beginning is gone already
     */
    HeldPartition(@Nullable PartitionValidity validity, boolean isTrimmed, long maxBytes) {
        this.validity = validity;
        this.maxBytes = maxBytes;
        this.isCutShort = isTrimmed;
    }

    void take(StoredEntry stored) {
        Entry entry = stored.entry();
        if (validity != null && !validity.accepts(entry)) {
            return;
        }
        entries.addLast(entry);
        bytes += size(entry);
        while (bytes > maxBytes && entries.size() > 1) {
            bytes -= size(entries.removeFirst());
            isCutShort = true;
        }
    }

    private static long size(Entry entry) {
        byte[] value = entry.value();
        return value == null ? 0 : value.length;
    }

    Collection<Entry> entries() {
        return entries;
    }

    boolean isCutShort() {
        return isCutShort;
    }
}
