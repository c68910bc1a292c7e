package dev.gyre.actors.shell;

import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one reconciler that something is remembered about, and where each of them waits. A key is ready when it is
 * dirty, has no round going on, the view has reached what it awaits, and its back-off is over.
 */
final class Keys {

    private final Limits limits;
    private final QueueListener listener;
    private final Map<ResourceKey, Work> works = new LinkedHashMap<>();
    private final WorkQueue queue = new WorkQueue();
    private long viewRevision = -1;
    private Instant now = Instant.MIN;
    private int inFlight;

    Keys(Limits limits, QueueListener listener) {
        this.limits = limits;
        this.listener = listener;
    }

    /** Time has come to this. */
    void at(Instant now) {
        this.now = now;
        for (ResourceKey key : queue.takeDue(now)) {
            Work work = known(key);
            if (work.wakeAt != null && !work.wakeAt.isAfter(now)) {
                work.wakeAt = null;
                dirty(work);
            }
            place(work);
        }
    }

    /** The view has come to this. */
    void reached(long revision) {
        viewRevision = revision;
        queue.takeReached(revision).forEach(key -> place(known(key)));
    }

    /** The key may need another look. */
    void mark(ResourceKey key, int partition, String traceparent) {
        Work work = works.computeIfAbsent(key, k -> new Work(k, partition));
        if (!traceparent.isEmpty()) {
            work.traceparent = traceparent;
        }
        dirty(work);
        place(work);
    }

    private void dirty(Work work) {
        if (!work.isDirty) {
            work.isDirty = true;
            work.queuedAt = now;
            listener.added();
        }
    }

    /** Takes the next key that is ready, as far as the bound on rounds allows; null where there is none. */
    @Nullable
    Work takeReady() {
        while (inFlight < limits.keysInFlight()) {
            ResourceKey key = queue.poll();
            if (key == null) {
                return null;
            }
            Work work = known(key);
            if (work.awaitedRevision <= viewRevision) {
                work.isDirty = false;
                work.takenAt = now;
                listener.taken(since(work.queuedAt));
                return work;
            }
            place(work);
        }
        return null;
    }

    void begin(Work work, Round round) {
        work.round = round;
        inFlight++;
    }

    void end(Work work) {
        work.round = null;
        inFlight--;
    }

    /** The key waits for answers, and counts as in flight. */
    void ask(Work work, long inquiry) {
        work.inquiry = inquiry;
        inFlight++;
    }

    /** Answers to the key's last inquiry, with which it is to be decided about; those to others are too late. */
    void answer(ResourceKey key, long inquiry, Map<String, String> answers) {
        Work work = works.get(key);
        if (work != null && work.inquiry != null && work.inquiry == inquiry) {
            work.inquiry = null;
            work.answers = answers;
            work.isDirty = true;
            inFlight--;
            place(work);
        }
    }

    /** The work on this key, where the round of this decision is going on; answers of other rounds are too late. */
    @Nullable
    Work inRound(ResourceKey key, String decisionId) {
        Work work = works.get(key);
        boolean isGoingOn =
                work != null && work.round != null && work.round.decisionId().equals(decisionId);
        return isGoingOn ? work : null;
    }

    /** Once more, later the more often it failed. */
    void retry(Work work) {
        work.failures++;
        work.isDirty = true;
        work.notBefore = now.plus(limits.backoff(work.failures));
        work.queuedAt = work.notBefore;
        listener.done(since(work.takenAt));
        listener.retried();
        place(work);
    }

    /** It went well: the key waits for a change or its time, and is forgotten where it waits for nothing. */
    void rest(Work work) {
        work.failures = 0;
        if (!work.isDirty) {
            work.traceparent = "";
        }
        listener.done(since(work.takenAt));
        place(work);
        if (work.isForgettable(viewRevision)) {
            works.remove(work.key);
        }
    }

    /** Puts a key where it has to wait for its next round. */
    void place(Work work) {
        if (work.round != null || work.inquiry != null || work.settling != null) {
            queue.remove(work.key);
        } else if (!work.isDirty) {
            if (work.wakeAt == null) {
                queue.remove(work.key);
            } else {
                queue.putUntil(work.key, work.wakeAt);
            }
        } else if (viewRevision < work.awaitedRevision) {
            queue.putUntilRevision(work.key, work.awaitedRevision);
        } else if (now.isBefore(work.notBefore)) {
            queue.putUntil(work.key, work.notBefore);
        } else {
            queue.putInLine(work.key);
        }
    }

    List<Work> settlingIn(int partition) {
        return works.values().stream()
                .filter(work -> work.partition == partition && work.settling != null)
                .toList();
    }

    void drop(int partition) {
        for (Work work : List.copyOf(works.values())) {
            if (work.partition == partition) {
                if (work.round != null || work.inquiry != null) {
                    end(work);
                }
                queue.remove(work.key);
                works.remove(work.key);
            }
        }
    }

    /** When there is something to do without any input; null for never. */
    @Nullable
    Instant nextDue() {
        return hasReady() && inFlight < limits.keysInFlight() ? now : queue.nextDue();
    }

    /** Tells how many are ready. */
    void report() {
        listener.depth(queue.inLine());
    }

    private Duration since(@Nullable Instant then) {
        return then == null || now.isBefore(then) ? Duration.ZERO : Duration.between(then, now);
    }

    boolean hasReady() {
        return queue.hasKeysInLine();
    }

    int inFlight() {
        return inFlight;
    }

    int waiting() {
        return queue.size();
    }

    private Work known(ResourceKey key) {
        Work work = works.get(key);
        if (work == null) {
            throw new IllegalStateException("nothing is known of " + key + ", which waits");
        }
        return work;
    }
}
