package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Goes once through all objects of a view for the sake of partitions just taken over, of which every object counts as changed. It
 * goes on a little at a time, so that it holds up nothing that happens meanwhile, and begins with what changed last:
 * that is what the owner before may not have acted on.
 */
final class Resync {

    /** So many of the last revisions come first. */
    private static final long LAST = 10_000;

    private final Iterator<Resource> objects;
    private final Set<Integer> partitions;

    Resync(ClusterView view, Set<Integer> partitions) {
        List<Resource> all = view.objects();
        long from = view.revision() - LAST;
        this.objects = Stream.concat(
                        all.stream().filter(object -> object.revision() > from),
                        all.stream().filter(object -> object.revision() <= from))
                .iterator();
        this.partitions = partitions;
    }

    Resource next() {
        return objects.next();
    }

    boolean isOver() {
        return !objects.hasNext();
    }

    boolean isFor(int partition) {
        return partitions.contains(partition);
    }
}
