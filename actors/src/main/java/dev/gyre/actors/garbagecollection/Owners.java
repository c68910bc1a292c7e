package dev.gyre.actors.garbagecollection;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.customresource.DefinedKinds;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.ArrayList;
import java.util.List;

/**
 * The owners that an object names, by how they stand. An owner must be in the object's own namespace or cluster-scoped; one
 * that is elsewhere does not exist as far as the object is concerned. An owner whose kind the view does not hold cannot be
 * judged, and counts as solid: what is kept by mistake can be deleted later.
 *
 * @param solid alive, or at least not waiting for its dependents
 * @param dangling gone
 * @param waiting being deleted in the foreground, after its dependents
 * @param misplaced those of the dangling that do exist, in another namespace
 */
record Owners(
        List<OwnerReference> solid,
        List<OwnerReference> dangling,
        List<OwnerReference> waiting,
        List<OwnerReference> misplaced,
        List<Guard> danglingStayAbsent) {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    static Owners of(Resource object, ClusterView view, ResourceKinds kinds) {
        Owners owners = new Owners(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        object.ownerReferences().forEach(reference -> owners.sort(reference, object, view, kinds));
        return owners;
    }

    private void sort(OwnerReference reference, Resource object, ClusterView view, ResourceKinds kinds) {
        ResourceKind kind = kinds.ofObject(reference.apiVersion(), reference.kind());
        if (kind == null) {
            kind = DefinedKinds.ofObject(reference.apiVersion(), reference.kind(), view);
        }
        if (kind == null
                || !kind.isPublished()
                || kind.isNamespaced() && !object.key().isNamespaced()) {
            solid.add(reference);
            return;
        }
        ResourceKey key = kind.key(object.namespace(), reference.name());
        Resource owner =
                view.get(key).filter(o -> o.uid().equals(reference.uid())).orElse(null);
        if (owner == null) {
            dangling.add(reference);
            danglingStayAbsent.add(new Guard.Absent(key, reference.uid()));
            if (view.byUid(reference.uid()).isPresent()) {
                misplaced.add(reference);
            }
        } else if (isWaitingForDependents(owner)) {
            waiting.add(reference);
        } else {
            solid.add(reference);
        }
    }

    static boolean isWaitingForDependents(Resource owner) {
        return owner.isDeleting() && owner.finalizers().contains(FOREGROUND);
    }

    static boolean isOrphaningDependents(Resource owner) {
        return owner.isDeleting() && owner.finalizers().contains(ORPHAN);
    }

    boolean areAllSolid() {
        return dangling.isEmpty() && waiting.isEmpty();
    }
}
