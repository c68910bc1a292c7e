package dev.gyre.events.history;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;

/**
 * An object as one change left it.
 *
 * @param revision of the change; for a deletion {@code object} is the last state, of an earlier revision
 * @param by who asked for it, when, and what led to it
 */
public record Version(Type type, long revision, Resource object, Provenance by) {

    /** What the change was; {@code FOUND} is the state after a span of history that is lost. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        FOUND
    }

    static Version of(ResourceEvent event) {
        Type type = switch (event.type()) {
            case ADDED -> Type.ADDED;
            case MODIFIED -> Type.MODIFIED;
            case DELETED -> Type.DELETED;
        };
        return new Version(type, event.revision(), event.resource(), event.provenance());
    }

    public ResourceKey key() {
        return object.key();
    }
}
