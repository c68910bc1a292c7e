package dev.gyre.actors.shell;

import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where keys wait: in line, for a revision, or for a time. A key waits in one place only, and putting it where it already
 * is changes nothing. The order is that of arrival, and of keys among those that become due together.
 */
final class WorkQueue {

    private sealed interface Place {}

    private record InLine() implements Place {}

    private record ForRevision(long revision, ResourceKey key) implements Place, Comparable<ForRevision> {
        @Override
        public int compareTo(ForRevision other) {
            int order = Long.compare(revision, other.revision);
            return order != 0 ? order : key.compareTo(other.key);
        }
    }

    private record ForTime(Instant time, ResourceKey key) implements Place, Comparable<ForTime> {
        @Override
        public int compareTo(ForTime other) {
            int order = time.compareTo(other.time);
            return order != 0 ? order : key.compareTo(other.key);
        }
    }

    private static final InLine IN_LINE = new InLine();

    private final LinkedHashSet<ResourceKey> line = new LinkedHashSet<>();
    private final TreeSet<ForRevision> byRevision = new TreeSet<>();
    private final TreeSet<ForTime> byTime = new TreeSet<>();
    private final Map<ResourceKey, Place> places = new HashMap<>();

    void putInLine(ResourceKey key) {
        move(key, IN_LINE);
    }

    void putUntilRevision(ResourceKey key, long revision) {
        move(key, new ForRevision(revision, key));
    }

    void putUntil(ResourceKey key, Instant time) {
        move(key, new ForTime(time, key));
    }

    void remove(ResourceKey key) {
        move(key, null);
    }

    /** Takes the first in line. */
    @Nullable
    ResourceKey poll() {
        if (line.isEmpty()) {
            return null;
        }
        ResourceKey first = line.removeFirst();
        places.remove(first);
        return first;
    }

    /** Takes all that waited for this revision or an earlier one. */
    List<ResourceKey> takeReached(long revision) {
        List<ResourceKey> keys = new ArrayList<>();
        while (!byRevision.isEmpty() && byRevision.first().revision() <= revision) {
            keys.add(byRevision.first().key());
            remove(keys.getLast());
        }
        return keys;
    }

    /** Takes all that waited for this time or an earlier one. */
    List<ResourceKey> takeDue(Instant now) {
        List<ResourceKey> keys = new ArrayList<>();
        while (!byTime.isEmpty() && !byTime.first().time().isAfter(now)) {
            keys.add(byTime.first().key());
            remove(keys.getLast());
        }
        return keys;
    }

    /** When the next key becomes due; null where none waits for a time. */
    @Nullable
    Instant nextDue() {
        return byTime.isEmpty() ? null : byTime.first().time();
    }

    boolean hasKeysInLine() {
        return !line.isEmpty();
    }

    int inLine() {
        return line.size();
    }

    int size() {
        return places.size();
    }

    private void move(ResourceKey key, @Nullable Place to) {
        Place from = to == null ? places.remove(key) : places.put(key, to);
        if (from != null && from.equals(to)) {
            return;
        }
        switch (from) {
            case null -> {}
            case InLine line -> this.line.remove(key);
            case ForRevision place -> byRevision.remove(place);
            case ForTime place -> byTime.remove(place);
        }
        switch (to) {
            case null -> {}
            case InLine line -> this.line.add(key);
            case ForRevision place -> byRevision.add(place);
            case ForTime place -> byTime.add(place);
        }
    }
}
