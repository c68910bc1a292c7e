package dev.gyre.actors.ownership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which partitions are assigned, which of them have to be taken (their epoch raised), and which have been. Partitions are
 * taken together: all epochs are raised, then one consistent read says from which revision on to decide. Not thread-safe.
 */
public final class OwnershipRules {

    /** Taken together: every one of these epochs was raised before {@code revision} was read. */
    public record Taken(Map<Integer, Long> epochs, long revision, Next next) {}

    /** What whoever carries the rules out does next. */
    public enum Next {
        /** Nothing: more answers are on their way. */
        WAIT,
        /** Read the store's revision and say it by {@link #taken}. */
        READ_REVISION,
        /** Take what has come meanwhile, at once. */
        TAKE,
        /** The same after a pause, since an epoch could not be raised. */
        TAKE_LATER
    }

    private final Set<Integer> assigned = new TreeSet<>();
    private final Set<Integer> toTake = new TreeSet<>();
    private final Map<Integer, Long> raised = new TreeMap<>();
    private final Map<Integer, Long> held = new TreeMap<>();
    private int unanswered;
    private boolean isTaking;
    private boolean hasFailed;

    public void assigned(Collection<Integer> partitions) {
        assigned.addAll(partitions);
        toTake.addAll(partitions);
    }

    public void unassigned(Collection<Integer> partitions) {
        assigned.removeAll(partitions);
        toTake.removeAll(partitions);
        raised.keySet().removeAll(partitions);
        held.keySet().removeAll(partitions);
    }

    /**
     * This epoch is to be left behind, because a command sent under it has no known outcome or because the store said that
     * it is over. A partition whose epoch has moved on already needs nothing: what says so is on its way.
     */
    public void leave(int partition, long epoch) {
        if (held.getOrDefault(partition, 0L) == epoch) {
            held.remove(partition);
            toTake.add(partition);
        }
    }

    /**
     * What is to be taken now, nothing while a taking is under way. Each has to be answered by {@link #raised} or {@link
     * #notRaised}; the last of these answers says how to go on.
     */
    public Set<Integer> take() {
        if (isTaking || toTake.isEmpty()) {
            return Set.of();
        }
        isTaking = true;
        Set<Integer> batch = new TreeSet<>(toTake);
        toTake.clear();
        unanswered = batch.size();
        return batch;
    }

    public Next raised(int partition, long epoch) {
        if (assigned.contains(partition)) {
            raised.put(partition, epoch);
        }
        return answered();
    }

    public Next notRaised(int partition) {
        if (assigned.contains(partition)) {
            toTake.add(partition);
        }
        hasFailed = true;
        return answered();
    }

    private Next answered() {
        unanswered--;
        if (unanswered > 0) {
            return Next.WAIT;
        }
        return raised.isEmpty() ? done() : Next.READ_REVISION;
    }

    private Next done() {
        isTaking = false;
        Next next = hasFailed ? Next.TAKE_LATER : Next.TAKE;
        hasFailed = false;
        return next;
    }

    /** The revision read after the epochs were raised ends a taking. */
    public Taken taken(long revision) {
        Map<Integer, Long> epochs = new LinkedHashMap<>(raised);
        held.putAll(raised);
        raised.clear();
        return new Taken(epochs, revision, done());
    }
}
