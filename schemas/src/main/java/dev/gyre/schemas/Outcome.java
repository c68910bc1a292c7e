package dev.gyre.schemas;

import tools.jackson.databind.node.ObjectNode;

/** What became of a {@link Command}. */
public sealed interface Outcome {

    /**
     * The store has it. {@code revision} is the one to wait for: of the write, of the deletion, or of the object as it stands
     * where there was nothing to change.
     */
    record Committed(long revision, ObjectNode object) implements Outcome {}

    /** The API refused, and nothing changed. {@code revision} is what the refusal names, 0 where it names none. */
    record Refused(Status status, long revision) implements Outcome {}

    /** Nobody knows whether it was committed: a time-out, a lost connection. A consistent read tells. */
    record Unknown(String reason) implements Outcome {}
}
