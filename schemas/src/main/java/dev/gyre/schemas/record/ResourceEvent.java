package dev.gyre.schemas.record;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;

/**
 * One committed change of one object: what the store's watch says and what the log carries. {@code resource} is the object
 * after the change, or for a deletion its last state, with {@link Resource#revision} the revision of this change.
 */
public record ResourceEvent(Type type, Resource resource, Provenance provenance) {

    /** What happened to the object. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public ResourceKey key() {
        return resource.key();
    }

    public long revision() {
        return resource.revision();
    }
}
