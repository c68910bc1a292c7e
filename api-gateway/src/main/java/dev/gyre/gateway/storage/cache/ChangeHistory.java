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
 * The recent past: the changes by revision and by kind, and now and then a snapshot, from which the one of any revision in
 * between is made when it is asked for. One writer adds and trims; readers take no lock, and find out afterwards ({@link
 * #isWholeAfter}) whether what they read was whole. A revision is kept for the time asked for, and goes earlier only where
 * more changes have piled up than memory is given for: that bound wins. What goes, goes from one snapshot to the next.
 */
final class ChangeHistory {

    /** How many revisions there are from one kept snapshot to the next at most, and into how many spans time is cut. */
    private static final int STRIDE = 64;

    private final Duration kept;
    private final int maxChanges;
    private final int stride;
    private final ConcurrentSkipListMap<Long, CacheSnapshot> snapshots = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Step> steps = new ConcurrentSkipListMap<>();
    private final Map<Kind, ConcurrentSkipListMap<Long, List<StoreEvent.Changed>>> byKind = new ConcurrentHashMap<>();
    private volatile long trimmedUpTo;
    private Instant nextSnapshot = Instant.MIN;
    private int sinceSnapshot;
    private int size;

    private record Step(List<StoreEvent> events, List<StoreEvent.Changed> changes, Instant time) {
        int size() {
            return 1 + changes.size();
        }
    }

    ChangeHistory(Duration kept, int maxChanges) {
        this.kept = kept;
        this.maxChanges = maxChanges;
        this.stride = Math.clamp(maxChanges / STRIDE, 1, STRIDE);
    }

    /** Begins anew with this snapshot; nothing before it is known. */
    void restart(CacheSnapshot snapshot, Instant now) {
        trimmedUpTo = snapshot.revision();
        snapshots.clear();
        steps.clear();
        byKind.values().forEach(Map::clear);
        size = 0;
        nextSnapshot = now;
        add(snapshot, List.of(), List.of(), now);
    }

    /** The revision whose events these are made this snapshot; {@code changes} are those of objects. */
    void add(CacheSnapshot snapshot, List<StoreEvent.Changed> changes, List<StoreEvent> events, Instant now) {
        Map<Kind, List<StoreEvent.Changed>> kinds = new HashMap<>(2);
        for (StoreEvent.Changed change : changes) {
            kinds.computeIfAbsent(Kind.of(change.key()), k -> new ArrayList<>(1))
                    .add(change);
        }
        kinds.forEach((kind, some) -> changesOf(kind).put(snapshot.revision(), some));
        Step step = new Step(List.copyOf(events), changes, now);
        steps.put(snapshot.revision(), step);
        size += step.size();
        sinceSnapshot++;
        if (sinceSnapshot >= stride || !now.isBefore(nextSnapshot)) {
            keep(snapshot, now);
        }
    }

    private void keep(CacheSnapshot snapshot, Instant now) {
        snapshots.put(snapshot.revision(), snapshot);
        sinceSnapshot = 0;
        nextSnapshot = now.plus(kept.dividedBy(STRIDE));
    }

    /** Drops what is past its time or beyond the bound; the newest kept snapshot and what came after it always stay. */
    void trim(Instant now) {
        Instant limit = now.minus(kept);
        while (snapshots.size() > 1) {
            long second = snapshots.higherKey(snapshots.firstKey());
            Map.Entry<Long, Step> last = steps.lowerEntry(second);
            if (last == null || !(last.getValue().time().isBefore(limit) || size > maxChanges)) {
                return;
            }
            // Announced before it is done, so that a reader that finds it still whole afterwards has read it whole.
            trimmedUpTo = last.getKey();
            snapshots.pollFirstEntry();
            Map<Long, Step> old = steps.headMap(second, false);
            for (Step step : old.values()) {
                size -= step.size();
                step.changes()
                        .forEach(change -> changesOf(Kind.of(change.key())).remove(change.revision()));
            }
            old.clear();
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
        Map.Entry<Long, CacheSnapshot> kept = snapshots.floorEntry(revision);
        if (kept == null) {
            return null;
        }
        CacheSnapshot snapshot = kept.getValue();
        for (Map.Entry<Long, Step> step :
                steps.subMap(kept.getKey(), false, revision, true).entrySet()) {
            snapshot = snapshot.after(
                    step.getKey(), step.getValue().changes(), step.getValue().events());
        }
        return isWholeAfter(kept.getKey()) ? snapshot : null;
    }

    /** The changes of a kind after one revision and up to another, by revision. */
    NavigableMap<Long, List<StoreEvent.Changed>> changes(Kind kind, long after, long upTo) {
        return changesOf(kind).subMap(after, false, upTo, true);
    }

    private ConcurrentSkipListMap<Long, List<StoreEvent.Changed>> changesOf(Kind kind) {
        return byKind.computeIfAbsent(kind, k -> new ConcurrentSkipListMap<>());
    }
}
