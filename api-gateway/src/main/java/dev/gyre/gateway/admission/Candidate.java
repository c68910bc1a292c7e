package dev.gyre.gateway.admission;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client wants written, on its way to the store.
 *
 * @param object in the storage version; admission may change it
 * @param old what it replaces, null for a creation
 * @param others everything at one revision; may be older than {@code old}
 * @param entropy for choices that should not collide
 */
public record Candidate(
        ResourceKind kind,
        ResourceKey key,
        ObjectNode object,
        @Nullable ObjectNode old,
        Snapshot others,
        RandomGenerator entropy) {

    public boolean isOf(String groupResource) {
        return kind.groupResource().equals(groupResource);
    }
}
