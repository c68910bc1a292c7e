package dev.gyre.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change that a component asks of the API. Commands are data: they can be compared, printed, stored on the log and
 * replayed. Objects are given as the API's JSON, in the storage version of their kind.
 */
public sealed interface Command {

    /** The object to be changed. */
    ResourceKey key();

    List<Guard> guards();

    /** The same command under further guards. */
    Command guarded(List<Guard> guards);

    /** Creates the object; its name must be set. */
    record Create(ResourceKey key, ObjectNode object, List<Guard> guards) implements Command {
        @Override
        public Create guarded(List<Guard> guards) {
            return new Create(key, object, guards);
        }
    }

    /** Replaces the object, or one subresource of it, if it is still at {@code revision}. */
    record Update(ResourceKey key, @Nullable String subresource, long revision, ObjectNode object, List<Guard> guards)
            implements Command {
        @Override
        public Update guarded(List<Guard> guards) {
            return new Update(key, subresource, revision, object, guards);
        }
    }

    /** Patches the object, or one subresource of it. */
    record Patch(ResourceKey key, @Nullable String subresource, PatchType type, JsonNode patch, List<Guard> guards)
            implements Command {
        @Override
        public Patch guarded(List<Guard> guards) {
            return new Patch(key, subresource, type, patch, guards);
        }
    }

    /**
     * Deletes the object if it still is the one of this uid and, where given, at this revision. A grace period of null
     * means the object's own.
     */
    record Delete(
            ResourceKey key,
            @Nullable String uid,
            @Nullable Long revision,
            @Nullable Propagation propagation,
            @Nullable Long gracePeriodSeconds,
            List<Guard> guards)
            implements Command {
        @Override
        public Delete guarded(List<Guard> guards) {
            return new Delete(key, uid, revision, propagation, gracePeriodSeconds, guards);
        }
    }

    /** Assigns a pod to a node through the {@code binding} subresource. */
    record Bind(ResourceKey key, String uid, String nodeName, List<Guard> guards) implements Command {
        @Override
        public Bind guarded(List<Guard> guards) {
            return new Bind(key, uid, nodeName, guards);
        }
    }

    /** How a patch is to be read. */
    enum PatchType {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        private final String mediaType;

        PatchType(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** What a deletion does with the object's dependents. */
    enum Propagation {
        ORPHAN("Orphan"),
        BACKGROUND("Background"),
        FOREGROUND("Foreground");

        private final String word;

        Propagation(String word) {
            this.word = word;
        }

        /** The word of {@code DeleteOptions.propagationPolicy}. */
        public String word() {
            return word;
        }
    }
}
