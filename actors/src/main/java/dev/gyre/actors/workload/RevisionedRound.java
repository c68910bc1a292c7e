package dev.gyre.actors.workload;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a round of a DaemonSet or StatefulSet does around the work on its pods: it lets go what is not its own any more and
 * records the template as a revision; in the end, in one chain, it adopts, writes the status, and trims the revisions that
 * nothing is of any more.
 */
public final class RevisionedRound {

    private final RevisionHistory history;
    private final Claim pods;
    private final @Nullable Resource revision;
    private final int collisionCount;
    private final List<List<Command>> chains = new ArrayList<>();
    private List<Command> trimming = List.of();

    public RevisionedRound(RevisionHistory history, Claim pods, PodTemplate template, int collisionCount) {
        this.history = history;
        this.pods = pods;
        this.revision = history.of(template);
        boolean isTaken = isAlive() && history.isTaken(template, collisionCount);
        this.collisionCount = collisionCount + (isTaken ? 1 : 0);
        release(pods);
        release(history.claim());
        if (isAlive() && !isTaken) {
            history.recording(template, collisionCount).ifPresent(recording -> chains.add(List.of(recording)));
        }
    }

    private void release(Claim claim) {
        claim.releases().forEach(release -> chains.add(List.of(release)));
    }

    /** The template's; null until it is recorded, which the pods wait for. */
    public @Nullable Resource revision() {
        return revision;
    }

    /** With the one that this round found. */
    public int collisionCount() {
        return collisionCount;
    }

    /** Whether it may still make something: not so while its owner goes. */
    public boolean isAlive() {
        return !history.owner().isDeleting();
    }

    public void add(List<List<Command>> work) {
        chains.addAll(work);
    }

    /** @param inUse the names of the revisions that something is of */
    public void trim(Set<String> inUse, int limit) {
        trimming = history.trimming(inUse, limit);
    }

    /** All of the round, in the order in which it is to be done. */
    public List<List<Command>> endingWith(Optional<Command> status) {
        List<Command> own = new ArrayList<>(pods.adoptions());
        own.addAll(history.claim().adoptions());
        status.ifPresent(own::add);
        own.addAll(trimming);
        List<List<Command>> all = new ArrayList<>(chains);
        all.add(own);
        return all;
    }
}
