package dev.gyre.node.cluster;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.List;
import java.util.Set;

/** All objects of some kinds, and every change of them. The second implementation is in memory; one contract holds both. */
public interface ClusterObjects {

    /** Follows these kinds until closed. Nothing is told to the listener after {@code close} has returned. */
    AutoCloseable follow(Set<ResourceKind> kinds, Listener listener);

    /**
     * Hears what there is, then what changes. Calls come one at a time, and all followers of a process wait for each other,
     * so a listener that has work to do hands it on.
     */
    interface Listener {

        /**
         * What there is: first of all, and again after a break in the history, when it replaces all that was told before.
         * Everything up to this revision is contained, of some kinds perhaps a little more.
         */
        void reset(long revision, List<Resource> all);

        /** The changes up to this revision, in order, each once; never none. */
        void changed(long revision, List<ResourceEvent> events);
    }
}
