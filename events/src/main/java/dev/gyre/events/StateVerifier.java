package dev.gyre.events;

import dev.gyre.events.history.PastState;
import dev.gyre.events.relay.CommittedRevisions;
import dev.gyre.events.relay.CommittedRevisions.StoredResource;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds what the log says of a cluster against what the store says, at one revision: the same objects, each from the same
 * change and, except of kinds that the log may not show, with the same content.
 */
public final class StateVerifier {

    private final ResourceKinds kinds;

    public StateVerifier(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    /** What is not the same, by the revision at which the two part: the first entry is where the log went wrong. */
    public SortedMap<Long, String> differences(CommittedRevisions.State store, PastState log) {
        SortedMap<Long, String> differences = new TreeMap<>();
        Map<ResourceKey, Resource> recorded = new HashMap<>();
        log.objects().forEach(past -> recorded.put(past.object().key(), past.object()));
        for (StoredResource stored : store.objects()) {
            Resource is = stored.resource();
            Resource said = recorded.remove(is.key());
            if (said == null) {
                differences.put(is.revision(), is.key() + " is in the store and not on the log");
            } else if (said.revision() != is.revision()) {
                differences.put(
                        Math.max(said.revision(), is.revision()),
                        is.key() + " was last changed at revision " + is.revision() + " by the store, at "
                                + said.revision() + " by the log");
            } else if (!kinds.isSealed(is.key()) && !said.json().equals(is.json())) {
                differences.put(is.revision(), is.key() + " has another content in the store than on the log");
            }
        }
        recorded.forEach((key, said) ->
                differences.put(said.revision(), key + " is on the log and not in the store; its deletion is missing"));
        return differences;
    }

    /** The same as lines, the first of them first. */
    public List<String> problems(CommittedRevisions.State store, PastState log) {
        return differences(store, log).entrySet().stream()
                .map(difference -> "revision " + difference.getKey() + ": " + difference.getValue())
                .toList();
    }
}
