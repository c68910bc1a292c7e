package dev.gyre.events.memory;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import java.util.ArrayList;
import java.util.List;

/** What is left of one partition: entries whose offsets stay what they were when the beginning is deleted. */
final class KeptEntries {

    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> appendedMillis = new ArrayList<>();
    private long begin;

    /** Answers the offset that it got. */
    long add(Entry entry, long nowMillis) {
        entries.add(entry);
        appendedMillis.add(nowMillis);
        return end() - 1;
    }

    long begin() {
        return begin;
    }

    long end() {
        return begin + entries.size();
    }

    /** Of the first that was appended then or after; the end where there is none. */
    long since(long millis) {
        int index = 0;
        while (index < appendedMillis.size() && appendedMillis.get(index) < millis) {
            index++;
        }
        return begin + index;
    }

    void trim(long before) {
        int gone = (int) Math.clamp(before - begin, 0, entries.size());
        entries.subList(0, gone).clear();
        appendedMillis.subList(0, gone).clear();
        begin += gone;
    }

    void loseTail(int records) {
        int kept = Math.max(0, entries.size() - records);
        entries.subList(kept, entries.size()).clear();
        appendedMillis.subList(kept, appendedMillis.size()).clear();
    }

    List<StoredEntry> slice(Partition partition, long from, int limit) {
        List<StoredEntry> slice = new ArrayList<>();
        for (long offset = from; offset < end() && slice.size() < limit; offset++) {
            slice.add(new StoredEntry(entries.get((int) (offset - begin)), offset));
        }
        return slice;
    }
}
