package dev.gyre.gateway.storage.etcd;

import io.etcd.jetcd.api.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts together what etcd sends in pieces. A large answer comes in fragments, which may part the events of one revision;
 * while more fragments follow, the last revision seen is held back. What comes out are whole revisions, each once: a
 * revision at or below the last one given is dropped, so that a resumed watch may overlap.
 */
final class RevisionAssembler {

    private final List<Event> held = new ArrayList<>();
    private long delivered;

    /** Starts behind the revision before the first one that is wanted. */
    RevisionAssembler(long fromRevision) {
        this.delivered = fromRevision - 1;
    }

    /** The revision that a watch has to ask for to go on. */
    long next() {
        return delivered + 1;
    }

    /** Forgets the pieces of a revision whose rest was lost with the connection. */
    void reset() {
        held.clear();
    }

    /** Takes the events of one answer and gives those of all revisions that are now complete, by revision. */
    TreeMap<Long, List<Event>> add(List<Event> events, boolean moreFragmentsFollow) {
        held.addAll(events);
        TreeMap<Long, List<Event>> complete = new TreeMap<>();
        for (Event event : held) {
            long revision = event.getKv().getModRevision();
            if (revision > delivered) {
                complete.computeIfAbsent(revision, r -> new ArrayList<>()).add(event);
            }
        }
        held.clear();
        if (moreFragmentsFollow && !complete.isEmpty()) {
            held.addAll(complete.pollLastEntry().getValue());
        }
        if (!complete.isEmpty()) {
            delivered = complete.lastKey();
        }
        return complete;
    }
}
