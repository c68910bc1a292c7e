package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.custom.CustomKinds;

/**
 * Nothing is created of a kind whose definition is gone or being deleted, under the same kind of guard as in a namespace: no
 * object can slip in behind the back of the controller that removes them all.
 */
final class DefinitionLifecycle {

    private DefinitionLifecycle() {}

    /** The guard under which {@code key}, of a kind that a user defined, may be created; throws the refusal. */
    static Guard admit(ResourceKey key, Snapshot snapshot) {
        ResourceKey name = CustomKinds.definition(key.groupResource());
        StoredObject definition = snapshot.get(name);
        if (definition == null) {
            throw Refusal.noSuchResource();
        }
        if (CustomKinds.isTerminating(definition.json())) {
            throw new StatusException(new Status(
                    405,
                    "MethodNotAllowed",
                    "create not allowed while custom resource definition is terminating",
                    null));
        }
        return new Guard.Unchanged(name, definition.modRevision());
    }
}
