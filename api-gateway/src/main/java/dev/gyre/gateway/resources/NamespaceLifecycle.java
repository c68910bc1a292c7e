package dev.gyre.gateway.resources;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status.Cause;

/**
 * Nothing is created in a namespace that is missing or being deleted. What the cache says may be old, so the answer is a
 * guard: the creation is committed only if the namespace has not changed since it was looked at. No object can slip into
 * a namespace behind the back of the controller that empties it.
 */
final class NamespaceLifecycle {

    private NamespaceLifecycle() {}

    /** The guard under which {@code key} may be created; throws the refusal. */
    static Guard admit(ResourceKey key, Snapshot snapshot) {
        ResourceKey name = ResourceKey.clusterScoped("", "namespaces", key.namespace());
        StoredObject namespace = snapshot.get(name);
        if (namespace == null) {
            throw Refusal.notFound(name, snapshot.revision());
        }
        if (namespace.json().path("metadata").hasNonNull("deletionTimestamp")) {
            throw Refusal.forbidden(
                    key,
                    "unable to create new content in namespace %s because it is being terminated"
                            .formatted(name.name()),
                    new Cause(
                            "NamespaceTerminating",
                            "namespace %s is being terminated".formatted(name.name()),
                            "metadata.namespace"));
        }
        return new Guard.Unchanged(name, namespace.modRevision());
    }
}
