package dev.gyre.actors.garbagecollection;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes an object when every owner it names is gone or waits for it to go; where one owner is left, only the references
 * to the others are taken away. An owner that is deleted in the foreground is let go after its last blocking dependent, one
 * that leaves orphans after the last has forgotten it. Where all that are deleted in the foreground wait for one another in a
 * circle, each stops holding up its owners. A deletion is guarded by the absence of each owner, so that its
 * safety does not rest on how fresh the view is.
 */
public final class GarbageCollectionReconciler implements Reconciler {

    /** Dependents that forget their owner in one round. */
    private static final int MAX_ORPHANED_A_ROUND = 200;

    /** A dependent that forgets its owner no longer says whose it was, so an owner that waits looks again by itself. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ResourceKinds kinds;
    private final EventCommands events = new EventCommands("garbage-collector-controller");

    public GarbageCollectionReconciler(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "garbagecollection";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        Resource object = event.resource();
        Set<ResourceKey> keys = new LinkedHashSet<>();
        if (event.type() == ResourceEvent.Type.DELETED) {
            view.ownedBy(object.uid()).forEach(dependent -> keys.add(dependent.key()));
        } else {
            boolean isWaiting = Owners.isWaitingForDependents(object);
            if (isWaiting || Owners.isOrphaningDependents(object) || mayBeGarbage(object, view)) {
                keys.add(object.key());
            }
            if (isWaiting) {
                view.ownedBy(object.uid()).forEach(dependent -> keys.add(dependent.key()));
            }
        }
        for (OwnerReference reference : object.ownerReferences()) {
            view.byUid(reference.uid())
                    .filter(Owners::isWaitingForDependents)
                    .ifPresent(owner -> keys.add(owner.key()));
        }
        return keys;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource object = view.get(key).orElse(null);
        if (object == null) {
            return Decision.NOTHING;
        }
        if (Owners.isOrphaningDependents(object)) {
            return orphanDependents(object, view, now);
        }
        if (Owners.isWaitingForDependents(object)) {
            return letGoAfterDependents(object, view, now);
        }
        return mayBeGarbage(object, view) ? collect(object, view, now) : Decision.NOTHING;
    }

    /** Nothing that is being deleted already, and nothing that never had an owner. */
    private boolean mayBeGarbage(Resource object, ClusterView view) {
        return !object.isDeleting()
                && !object.ownerReferences().isEmpty()
                && !Owners.of(object, view, kinds).areAllSolid();
    }

    private static Decision orphanDependents(Resource owner, ClusterView view, Instant now) {
        List<Resource> dependents = view.ownedBy(owner.uid());
        List<Command> chain = new ArrayList<>();
        for (Resource dependent : dependents.subList(0, Math.min(dependents.size(), MAX_ORPHANED_A_ROUND))) {
            chain.add(MetadataEdit.withoutOwners(dependent, owner.uid()::equals));
        }
        String reason = "dependents that stay as orphans: " + dependents.size();
        if (dependents.size() > MAX_ORPHANED_A_ROUND) {
            return Decision.of(chain, reason).wakingAt(now);
        }
        chain.add(MetadataEdit.withoutFinalizer(owner, Owners.ORPHAN));
        return Decision.of(chain, reason);
    }

    private static Decision letGoAfterDependents(Resource owner, ClusterView view, Instant now) {
        long blocking = view.ownedBy(owner.uid()).stream()
                .filter(dependent -> dependent.ownerReferences().stream()
                        .anyMatch(ref -> ref.uid().equals(owner.uid()) && ref.blockOwnerDeletion()))
                .count();
        if (blocking == 0) {
            return Decision.of(
                    List.of(MetadataEdit.withoutFinalizer(owner, Owners.FOREGROUND)), "its last dependent is gone");
        }
        if (waitsForItself(owner, view)) {
            return Decision.of(
                            List.of(MetadataEdit.unblockingOwners(owner)),
                            "it and its owners wait for one another, so it no longer holds them up")
                    .wakingAt(now.plus(LOOK_AGAIN));
        }
        return Decision.of(List.of(), "dependents that it goes after: " + blocking)
                .wakingAt(now.plus(LOOK_AGAIN));
    }

    /** Whether the owners that an object holds up lead back to it, each of them waiting for its dependents. */
    private static boolean waitsForItself(Resource object, ClusterView view) {
        Set<String> seen = new HashSet<>();
        Deque<Resource> open = new ArrayDeque<>(List.of(object));
        while (!open.isEmpty()) {
            for (OwnerReference reference : open.pop().ownerReferences()) {
                Resource owner = view.byUid(reference.uid()).orElse(null);
                if (owner == null || !reference.blockOwnerDeletion() || !Owners.isWaitingForDependents(owner)) {
                    continue;
                }
                if (owner.uid().equals(object.uid())) {
                    return true;
                }
                if (seen.add(owner.uid())) {
                    open.push(owner);
                }
            }
        }
        return false;
    }

    private Decision collect(Resource object, ClusterView view, Instant now) {
        Owners owners = Owners.of(object, view, kinds);
        if (!owners.solid().isEmpty()) {
            Set<String> gone = new LinkedHashSet<>();
            owners.dangling().forEach(owner -> gone.add(owner.uid()));
            owners.waiting().forEach(owner -> gone.add(owner.uid()));
            Command forget = MetadataEdit.withoutOwners(object, gone::contains).guarded(owners.danglingStayAbsent());
            return Decision.of(List.of(forget), "another owner is left: " + describe(owners.solid()));
        }
        List<Command> chain = new ArrayList<>();
        for (OwnerReference misplaced : owners.misplaced()) {
            String message = "ownerRef [" + describe(List.of(misplaced)) + "] does not exist in namespace \""
                    + object.namespace() + "\"";
            chain.add(events.warning(object, view.revision(), chain.size(), "OwnerRefInvalidNamespace", message, now));
        }
        List<Resource> dependents = view.ownedBy(object.uid());
        if (!owners.waiting().isEmpty() && !dependents.isEmpty()) {
            boolean isInCycle = dependents.stream().anyMatch(Owners::isWaitingForDependents);
            if (isInCycle) {
                chain.add(MetadataEdit.unblockingOwners(object));
            }
            chain.add(delete(object, !isInCycle, Propagation.FOREGROUND, owners));
            return Decision.of(chain, "its owner waits for it to go: " + describe(owners.waiting()));
        }
        chain.add(delete(object, true, ownPropagation(object), owners));
        return Decision.of(
                chain,
                owners.waiting().isEmpty()
                        ? "all its owners are gone: " + describe(owners.dangling())
                        : "its owner waits for it to go: " + describe(owners.waiting()));
    }

    private static Command delete(Resource object, boolean isAsRead, Propagation propagation, Owners owners) {
        return new Command.Delete(
                object.key(),
                object.uid(),
                isAsRead ? object.revision() : null,
                propagation,
                null,
                owners.danglingStayAbsent());
    }

    /** What the object's own finalizers ask for; they outlive the request that set them. */
    private static Propagation ownPropagation(Resource object) {
        if (object.finalizers().contains(Owners.ORPHAN)) {
            return Propagation.ORPHAN;
        }
        return object.finalizers().contains(Owners.FOREGROUND) ? Propagation.FOREGROUND : Propagation.BACKGROUND;
    }

    private static String describe(List<OwnerReference> owners) {
        return String.join(
                ", ",
                owners.stream()
                        .map(owner ->
                                owner.apiVersion() + "/" + owner.kind() + " " + owner.name() + ", uid " + owner.uid())
                        .toList());
    }
}
