package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through all objects of a view for the sake of partitions just taken over, of which every object counts as changed. It
 * goes on a little at a time, so that it holds up nothing that happens meanwhile, and begins with what changed last, the newest of
 * each kind first: that is what the owner before may not have acted on.
 */
final class Resync {

    /** So many of the last revisions come first. */
    private static final long LAST = 50_000;

    private final Iterator<Resource> newest;
    private final Iterator<Resource> all;
    private final long from;
    private final Set<Integer> partitions;

    Resync(ClusterView view, Set<Integer> partitions) {
        this.from = view.revision() - LAST;
        this.newest = view.changedAfter(from).iterator();
        this.all = view.objects().iterator();
        this.partitions = partitions;
    }

    /** Null when all have been. */
    @Nullable
    Resource next() {
        if (newest.hasNext()) {
            return newest.next();
        }
        while (all.hasNext()) {
            Resource object = all.next();
            if (object.revision() <= from) {
                return object;
            }
        }
        return null;
    }

    boolean isFor(int partition) {
        return partitions.contains(partition);
    }
}
