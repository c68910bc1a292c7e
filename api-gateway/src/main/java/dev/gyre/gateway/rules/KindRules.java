package dev.gyre.gateway.rules;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the pipeline asks of a kind, beyond what its schema says. Trees are in the storage version; the first argument may
 * be changed where a method's name says so, {@code old} never. The answers given here are those of a kind without rules of
 * its own.
 */
public interface KindRules {

    /** A kind that has no rules of its own. */
    KindRules PLAIN = new KindRules() {};

    /** What {@link #admit} answers where there was nothing to wait for. */
    CompletionStage<Void> ADMITTED = CompletableFuture.completedStage(null);

    /** What names look like. */
    default NameFormat nameFormat() {
        return NameFormat.SUBDOMAIN;
    }

    /** Whether {@code metadata.generation} counts the changes of what is desired. */
    default boolean countsGenerations() {
        return false;
    }

    /** Whether an update without {@code resourceVersion} replaces whatever is there. */
    default boolean allowsUnconditionalUpdate() {
        return true;
    }

    /** Whether an update of what does not exist creates it. */
    default boolean allowsCreateOnUpdate() {
        return false;
    }

    /** Whether a deletion is answered with the object rather than with a success. */
    default boolean returnsDeletedObject() {
        return false;
    }

    /** Whether a creation may set {@code status}, where that is a subresource: a node registers with its own. */
    default boolean takesStatusOnCreate() {
        return false;
    }

    /**
     * Notes in what a client sent who sent it, and when, and refuses what that one may not write; asked before all else, of
     * the object, its {@code status} and its other parts alike.
     *
     * @param old null for a creation
     */
    default void noteAuthor(ObjectNode object, @Nullable ObjectNode old, Author author) {}

    /** Drops what a client cannot set and fills in what the API adds. */
    default void prepareForCreate(ObjectNode object) {}

    /** Drops what an update cannot set; {@code status} has been taken from {@code old} already where it is a subresource. */
    default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

    /**
     * Gives a new object what follows from other objects, or fails with the refusal. Asked once {@link #prepareForCreate} has
     * been, and before {@link #validate}.
     */
    default CompletionStage<Void> admit(ObjectNode object, Admission admission) {
        return ADMITTED;
    }

    default void validate(ObjectNode object, FieldErrors errors) {}

    /** What only a new object is asked; {@link #validate} has been asked already. */
    default void validateCreate(ObjectNode object, FieldErrors errors) {}

    /** What an update may not change; {@link #validate} has been asked already. */
    default void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

    /** Whether a subresource other than {@code status} is a part of what stands there. */
    default boolean isPartOfStatus(String subresource) {
        return false;
    }

    /**
     * An update of a subresource other than {@code status} that is a part of the object: takes only that part from what was
     * sent. What it may not change is then validated with the rest.
     */
    default void preparePart(String subresource, ObjectNode object, ObjectNode old) {}

    /** What an update of that part may not change; {@link #validate} has been asked already. */
    default void validatePart(String subresource, ObjectNode object, ObjectNode old, FieldErrors errors) {}

    /** The rules of the {@code status} subresource. */
    default StatusRules status() {
        return StatusRules.PLAIN;
    }

    /** How long the object may take to go: 0 means at once. {@code requestedSeconds} is null where the client left it open. */
    default long gracePeriodSeconds(ObjectNode object, @Nullable Long requestedSeconds) {
        return 0;
    }

    /** Marks an object whose deletion has begun. */
    default void prepareForDeletion(ObjectNode object) {}

    /** Whether something other than {@code metadata.finalizers} still holds a deleted object. */
    default boolean isHeld(ObjectNode object) {
        return false;
    }

    /** Why this object may never be deleted; null where it may. */
    default @Nullable String reasonNotToDelete(String name) {
        return null;
    }
}
