package dev.gyre.gateway.storage;

import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The truth: objects under revisions that only grow. A write changes exactly one object (and the {@link Serial}s it
 * takes), under comparisons made in the same transaction, and is answered only when it is committed. Every change, of whatever key, reaches the one {@link
 * #watch} in revision order.
 */
public interface ResourceStore extends AutoCloseable {

    /** A ConfigMap may hold 1 MiB; etcd refuses requests beyond 1.5 MiB, and the log takes records of that size. */
    int DEFAULT_MAX_OBJECT_BYTES = 1400 * 1024;

    /**
     * An object as stored: canonical JSON in the storage version, without {@code resourceVersion}.
     *
     * @param createRevision of this incarnation of the key
     */
    record StoredObject(
            ResourceKey key, ObjectNode json, long createRevision, long modRevision, Provenance provenance) {
        public String uid() {
            return json.path("metadata").path("uid").asString("");
        }

        /** Whether this is the object of that guard, and of its generation. */
        public boolean isOf(Guard.Generation guard) {
            return uid().equals(guard.uid())
                    && json.path("metadata").path("generation").asLong(0) == guard.generation();
        }
    }

    /** One write. {@code expectedRevision} is the mod revision that the object must have; 0 means it must not exist. */
    sealed interface Write {
        ResourceKey key();

        long expectedRevision();

        Provenance provenance();

        List<Guard> guards();

        /** At most {@link Serial#MAX_OF_A_WRITE}. */
        List<Serial> serials();

        record Put(
                ResourceKey key,
                long expectedRevision,
                ObjectNode json,
                Provenance provenance,
                List<Guard> guards,
                List<Serial> serials)
                implements Write {
            public Put(
                    ResourceKey key,
                    long expectedRevision,
                    ObjectNode json,
                    Provenance provenance,
                    List<Guard> guards) {
                this(key, expectedRevision, json, provenance, guards, List.of());
            }
        }

        record Remove(
                ResourceKey key, long expectedRevision, Provenance provenance, List<Guard> guards, List<Serial> serials)
                implements Write {
            public Remove(ResourceKey key, long expectedRevision, Provenance provenance, List<Guard> guards) {
                this(key, expectedRevision, provenance, guards, List.of());
            }
        }
    }

    /** What became of a write. Infrastructure failures complete the stage exceptionally, with {@link StoreException}. */
    sealed interface WriteResult {
        record Committed(long revision) implements WriteResult {}

        /** The object was not at the expected revision; {@code current} is what is there now, null for nothing. */
        record Conflict(long revision, @Nullable StoredObject current) implements WriteResult {}

        /** A guard did not hold. */
        record GuardFailed(long revision, Guard guard) implements WriteResult {}

        /** What the write was decided on is outdated: others have taken of this since. To be decided again from there. */
        record SerialMoved(long revision, Serial serial) implements WriteResult {}
    }

    /** A change as the watch delivers it. */
    sealed interface StoreEvent {
        long revision();

        /** An object was put ({@code previous} is null for a creation) or removed ({@code current} is null). */
        record Changed(
                long revision,
                ResourceKey key,
                @Nullable StoredObject current,
                @Nullable StoredObject previous,
                Provenance provenance)
                implements StoreEvent {}

        /** A key that is no object, put or removed: an epoch, the relay's term, the log's identity, a serial. */
        record Other(long revision, String key, boolean isRemoved) implements StoreEvent {
            public Other(long revision, String key) {
                this(revision, key, false);
            }
        }
    }

    /** All events of one or more whole revisions, in order; {@code revision} is the last of them. */
    record StoreBatch(long revision, List<StoreEvent> events) {

        /** Without what is before a revision. */
        public StoreBatch from(long first) {
            return events.isEmpty() || events.getFirst().revision() >= first
                    ? this
                    : new StoreBatch(
                            revision,
                            events.stream()
                                    .filter(event -> event.revision() >= first)
                                    .toList());
        }
    }

    CompletionStage<WriteResult> write(Write write);

    /** The newest revision, by a linearizable read. */
    CompletionStage<Long> currentRevision();

    /** Every object at one revision. */
    CompletionStage<Contents> load();

    /**
     * Objects, all at {@code revision}.
     *
     * @param serials the revision of each, by name
     */
    record Contents(long revision, List<StoredObject> objects, Map<String, Long> serials) {}

    /** Follows every change from this revision (inclusive) on. */
    Watch watch(long fromRevision, WatchListener listener);

    /**
     * The next stretch of what lies far back, from this revision (inclusive) on: what a watch from there would say, for whoever
     * is so far behind that a watch would take its time. Fails with {@link CompactedException} where it is no longer kept.
     */
    CompletionStage<Stretch> history(long fromRevision);

    /**
     * A part of the past without gaps, in order.
     *
     * @param batches read when they are asked for
     * @param next the first revision that is not in it
     */
    record Stretch(List<Supplier<StoreBatch>> batches, long next) {}

    /** Raises the epoch of a partition by compare-and-swap and answers the new one. */
    CompletionStage<Long> raiseEpoch(String partition, String holder);

    @Override
    void close();

    /** A watch that goes on until closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Hears batches in order, one at a time, on one thread. */
    interface WatchListener {
        void onBatch(StoreBatch batch);

        /** The watch is over: closed by the store, or {@link CompactedException} where its start is no longer kept. */
        void onEnd(Throwable cause);
    }

    /** The outcome of a write is unknown, or a read failed. */
    class StoreException extends RuntimeException {
        private final boolean outcomeUnknown;

        public StoreException(String message, @Nullable Throwable cause, boolean outcomeUnknown) {
            super(message, cause);
            this.outcomeUnknown = outcomeUnknown;
        }

        /** Whether a write may have been committed all the same. */
        public boolean isOutcomeUnknown() {
            return outcomeUnknown;
        }
    }

    /** The object is larger than the log could carry; nothing was written. */
    final class TooLargeException extends StoreException {
        public TooLargeException(int bytes, int limit) {
            super("the object has " + bytes + " bytes, the limit is " + limit, null, false);
        }
    }

    /** More writes are in flight than the store takes at a time; nothing was written, try again shortly. */
    final class OverloadedException extends StoreException {
        public OverloadedException(int limit) {
            super("more than " + limit + " writes are in flight", null, false);
        }
    }

    /** The history asked for is gone. */
    class CompactedException extends RuntimeException {
        private final long compactRevision;

        public CompactedException(long compactRevision) {
            super("history before revision " + compactRevision + " has been compacted");
            this.compactRevision = compactRevision;
        }

        public long compactRevision() {
            return compactRevision;
        }
    }
}
