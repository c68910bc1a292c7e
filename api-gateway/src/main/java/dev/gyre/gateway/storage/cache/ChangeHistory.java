package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.cache.CacheSnapshot.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The recent past: a snapshot of every revision, and the changes by kind. One writer adds and trims; readers take no lock,
 * and find out afterwards ({@link #isWholeAfter}) whether what they read was whole. A revision is kept for the time asked
 * for, and goes earlier only where more changes have piled up than memory is given for: that bound wins.
 */
final class ChangeHistory {

    private final Duration kept;
    private final int maxChanges;
    private final ConcurrentSkipListMap<Long, Step> steps = new ConcurrentSkipListMap<>();
    private final Map<Kind, ConcurrentSkipListMap<Long, List<StoreEvent.Changed>>> byKind = new ConcurrentHashMap<>();
    private volatile long trimmedUpTo;
    private int size;

    private record Step(CacheSnapshot snapshot, List<StoreEvent.Changed> changes, Instant time) {
        int size() {
            return 1 + changes.size();
        }
    }

    ChangeHistory(Duration kept, int maxChanges) {
        this.kept = kept;
        this.maxChanges = maxChanges;
    }

    /** Begins anew with this snapshot; nothing before it is known. */
    void restart(CacheSnapshot snapshot, Instant now) {
        trimmedUpTo = snapshot.revision();
        steps.clear();
        byKind.values().forEach(Map::clear);
        size = 0;
        add(snapshot, List.of(), now);
    }

    void add(CacheSnapshot snapshot, List<StoreEvent.Changed> changes, Instant now) {
        Map<Kind, List<StoreEvent.Changed>> kinds = new HashMap<>(2);
        for (StoreEvent.Changed change : changes) {
            kinds.computeIfAbsent(Kind.of(change.key()), k -> new ArrayList<>(1))
                    .add(change);
        }
        kinds.forEach((kind, some) -> changesOf(kind).put(snapshot.revision(), some));
        Step step = new Step(snapshot, changes, now);
        steps.put(snapshot.revision(), step);
        size += step.size();
    }

    /** Drops what is past its time or beyond the bound; the newest step always stays. */
    void trim(Instant now) {
        Instant limit = now.minus(kept);
        for (Map.Entry<Long, Step> oldest = steps.firstEntry();
                oldest != null && steps.size() > 1 && (oldest.getValue().time().isBefore(limit) || size > maxChanges);
                oldest = steps.firstEntry()) {
            // Announced before it is done, so that a reader that finds it still whole afterwards has read it whole.
            trimmedUpTo = oldest.getKey();
            steps.remove(oldest.getKey());
            size -= oldest.getValue().size();
            oldest.getValue()
                    .changes()
                    .forEach(change -> changesOf(Kind.of(change.key())).remove(change.revision()));
        }
    }

    /** Whether every change after this revision is still here. */
    boolean isWholeAfter(long revision) {
        return revision >= trimmedUpTo;
    }

    long trimmedUpTo() {
        return trimmedUpTo;
    }

    /** The state at a revision that is not newer than the newest step; null where it is no longer kept. */
    @Nullable
    CacheSnapshot at(long revision) {
        Map.Entry<Long, Step> step = steps.floorEntry(revision);
        return step == null ? null : step.getValue().snapshot();
    }

    /** The changes of a kind after one revision and up to another, by revision. */
    NavigableMap<Long, List<StoreEvent.Changed>> changes(Kind kind, long after, long upTo) {
        return changesOf(kind).subMap(after, false, upTo, true);
    }

    private ConcurrentSkipListMap<Long, List<StoreEvent.Changed>> changesOf(Kind kind) {
        return byKind.computeIfAbsent(kind, k -> new ConcurrentSkipListMap<>());
    }
}
