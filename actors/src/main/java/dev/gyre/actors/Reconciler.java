package dev.gyre.actors;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Level-triggered and pure: decides from the view alone what has to be done about one key. The same key, view and time
 * give the same decision, to the byte; there is no clock, no randomness and no I/O in here.
 */
public interface Reconciler {

    /** The controller's name, as it stands on decisions. */
    String name();

    /** The keys that may need another look after this change, which the view already holds. */
    Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view);

    /**
     * Whether this change of an object may also concern whoever it concerned before, and is found by what it was: those that
     * selected it by labels that it has no more, and those that it belonged to.
     */
    default boolean mayLeaveSomebody(Resource was, Resource is) {
        return !was.labels().equals(is.labels()) || !was.ownerReferences().equals(is.ownerReferences());
    }

    /** All keys that may need another look after this change of an object that was {@code was} before. */
    default Set<ResourceKey> affectedBy(@Nullable Resource was, ResourceEvent event, ClusterView view) {
        Set<ResourceKey> affected = affectedBy(event, view);
        if (was == null || !mayLeaveSomebody(was, event.resource())) {
            return affected;
        }
        Set<ResourceKey> both = new LinkedHashSet<>(affected);
        both.addAll(affectedBy(new ResourceEvent(ResourceEvent.Type.MODIFIED, was, event.provenance()), view));
        return both;
    }

    /**
     * What has to be measured before this key can be decided about, and is no object. The answers are in {@link
     * ClusterView#measurements} then; a decision that rests on some holds them by value ({@link Decision#measured}).
     */
    default Set<String> questions(ResourceKey key, ClusterView view) {
        return Set.of();
    }

    Decision reconcile(ResourceKey key, ClusterView view, Instant now);

    /**
     * The decision after a round of which the API refused commands, for whoever has something to tell about that, or something
     * else to try. Just as pure: the refusals are all there is to know beside the view.
     */
    default Decision reconcileAfter(List<Refusal> refusals, ResourceKey key, ClusterView view, Instant now) {
        return reconcile(key, view, now);
    }

    /**
     * The rule as it stood when it made a decision with these inputs, for one that is started with something that is no object: a
     * time, a file, an option. It puts that on its decisions by value, and reads it back here. Null where it is not there.
     */
    default @Nullable Reconciler startedWith(Map<String, String> inputs) {
        return this;
    }
}
