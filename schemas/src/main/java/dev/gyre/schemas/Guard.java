package dev.gyre.schemas;

/**
 * A comparison on another key, made inside the etcd transaction of a write: the write happens only where it holds. Guards
 * are the fence on which safety rests; a write whose guard fails is refused with 409 and names the revision at which it
 * failed ({@link Status#guardFailed}). Only Gyre's own components may send them.
 */
public sealed interface Guard {

    /** The sender still owns this partition: nobody has raised its epoch since. */
    record Epoch(String partition, long epoch) implements Guard {}

    /** The object exists and is this one, not a later one of the same name. */
    record Exists(ResourceKey key, String uid) implements Guard {}

    /** No object of this name and uid exists (one of another uid may). */
    record Absent(ResourceKey key, String uid) implements Guard {}

    /** The object has not changed since this revision. */
    record Unchanged(ResourceKey key, long revision) implements Guard {}

    /**
     * The object exists, is this one, and what is asked of it is what was asked at this {@code metadata.generation}; its
     * status may have changed.
     */
    record Generation(ResourceKey key, String uid, long generation) implements Guard {

        /** What is asked of this object stays as it was read. */
        public static Generation of(Resource object) {
            return new Generation(object.key(), object.uid(), object.generation());
        }
    }

    /** How a refusal names this guard. */
    default String word() {
        return switch (this) {
            case Epoch epoch -> "epoch";
            case Exists exists -> "exists";
            case Absent absent -> "absent";
            case Unchanged unchanged -> "unchanged";
            case Generation generation -> "generation";
        };
    }
}
