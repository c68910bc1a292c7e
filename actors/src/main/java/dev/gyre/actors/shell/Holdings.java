package dev.gyre.actors.shell;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this process owns. A partition is decided about once the view has reached the revision that was read
 * after its epoch was raised; until then it is held, but not active.
 */
final class Holdings {

    /**
     * @param readFrom the first revision on which to decide
     * @param settledAt every command sent under an older epoch is committed by this revision or never will be
     */
    record Holding(long epoch, long readFrom, long settledAt) {}

    /** What a new epoch means for a partition. */
    enum Gain {
        /** Already known. */
        STALE,
        /** This process raised its own epoch; nobody else was in between. */
        CONTINUED,
        /** Taken over, perhaps from oneself, but others may have acted since. */
        FRESH
    }

    private final Map<Integer, Holding> held = new TreeMap<>();
    private final Set<Integer> inactive = new TreeSet<>();

    Gain gain(int partition, long epoch, long revision) {
        Holding known = held.get(partition);
        if (known != null && epoch <= known.epoch()) {
            return Gain.STALE;
        }
        if (known != null && epoch == known.epoch() + 1) {
            held.put(partition, new Holding(epoch, known.readFrom(), revision));
            return Gain.CONTINUED;
        }
        held.put(partition, new Holding(epoch, revision, revision));
        inactive.add(partition);
        return Gain.FRESH;
    }

    void lose(int partition) {
        held.remove(partition);
        inactive.remove(partition);
    }

    @Nullable
    Holding get(int partition) {
        return held.get(partition);
    }

    /** Whether this is the epoch that commands go out under now. */
    boolean isCurrent(int partition, long epoch) {
        Holding holding = held.get(partition);
        return holding != null && holding.epoch() == epoch;
    }

    boolean isActive(int partition) {
        return held.containsKey(partition) && !inactive.contains(partition);
    }

    boolean hasActive() {
        return held.size() > inactive.size();
    }

    boolean isFullyActive() {
        return !held.isEmpty() && inactive.isEmpty();
    }

    /** Makes active, and answers, those whose revision a view has now reached. */
    Set<Integer> activate(long viewRevision) {
        Set<Integer> activated = new TreeSet<>();
        for (int partition : inactive) {
            Holding holding = held.get(partition);
            if (holding != null && holding.readFrom() <= viewRevision) {
                activated.add(partition);
            }
        }
        inactive.removeAll(activated);
        return activated;
    }
}
