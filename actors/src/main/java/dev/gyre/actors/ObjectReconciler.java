package dev.gyre.actors;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reconciler whose keys are objects: about one that is gone there is as a rule nothing to decide. */
public interface ObjectReconciler extends Reconciler {

    /** What has to be done about this object, after a round of which these commands were refused. */
    Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now);

    /** What it leaves behind. */
    default Decision reconcileGone(ResourceKey key, ClusterView view, Instant now) {
        return Decision.NOTHING;
    }

    @Override
    default Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        return reconcileAfter(List.of(), key, view, now);
    }

    @Override
    default Decision reconcileAfter(List<Refusal> refusals, ResourceKey key, ClusterView view, Instant now) {
        Optional<Resource> resource = view.get(key);
        return resource.isPresent() ? reconcile(resource.get(), refusals, view, now) : reconcileGone(key, view, now);
    }
}
