package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.conversion.NotYetConverted;
import dev.gyre.gateway.resources.Crossing.Passage;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way in which an existing object changes. The cache's object is tried first; the transaction holds only if that
 * is still the newest, and otherwise hands back what is, on which the step is tried again, up to a bound.
 *
 * <p>A step that refuses, or that has nothing to change, may have looked at an old object, or at old others. So neither is
 * believed before it has been found again on a consistent read: a refusal is never due to the cache's age.
 */
final class ReadModifyWrite {

    private final Environment environment;
    private final Crossing crossing;

    ReadModifyWrite(Environment environment, Crossing crossing) {
        this.environment = environment;
        this.crossing = crossing;
    }

    /** From the object as it is to what shall become of it; throws a refusal. Must be a pure function: it may run often. */
    @FunctionalInterface
    interface Transition {
        Step from(StoredObject current);
    }

    /**
     * The same where others have a say: {@code others} is a picture that may be older than {@code current}, and somebody
     * may have to be asked. A refusal may be thrown, or fail the stage.
     */
    @FunctionalInterface
    interface AmongOthers {
        CompletionStage<Step> from(StoredObject current, Snapshot others);
    }

    /** What shall become of an object. */
    sealed interface Step {
        record Put(ObjectNode json, List<Serial> serials) implements Step {
            Put(ObjectNode json) {
                this(json, List.of());
            }
        }

        record Remove(ObjectNode last) implements Step {}

        record Keep() implements Step {}

        Step KEEP = new Keep();
    }

    /**
     * What became of it.
     *
     * @param json as it is now, or was at the end if it is gone
     * @param revision of the write, or of the object as it stands where nothing was written
     */
    record Written(ObjectNode json, long revision, boolean isRemoved) {
        String uid() {
            return json.path("metadata").path("uid").asString("");
        }

        Versioned versioned() {
            return new Versioned(json, revision);
        }
    }

    /** For Kubernetes' own kinds. */
    CompletionStage<Written> run(ResourceKey key, WriteOptions options, Transition transition) {
        return run(key, options, (current, others) -> CompletableFuture.completedStage(transition.from(current)));
    }

    CompletionStage<Written> run(ResourceKey key, WriteOptions options, AmongOthers transition) {
        return run(null, key, options, transition);
    }

    /** @param kind in the version that objects are to be seen in; null for one of Kubernetes' own */
    CompletionStage<Written> run(
            @Nullable ResourceKind kind, ResourceKey key, WriteOptions options, AmongOthers transition) {
        Change change = new Change(kind, key, options, transition);
        Snapshot cached = environment.reader().latest();
        StoredObject current = cached.get(key);
        int attempts = environment.limits().writeAttempts();
        return current == null
                ? afresh(change, environment.reader().consistent(), attempts)
                : attempt(change, new Sight(current, cached, false), attempts);
    }

    /** What is asked for. */
    private record Change(@Nullable ResourceKind kind, ResourceKey key, WriteOptions options, AmongOthers transition) {}

    /** What it is decided on; {@code isNewest} where all of that was read after the request had come. */
    private record Sight(StoredObject current, Snapshot others, boolean isNewest) {}

    private CompletionStage<Written> afresh(Change change, CompletionStage<Snapshot> newest, int attempts) {
        return newest.thenCompose(snapshot ->
                attempt(change, new Sight(require(snapshot, change.key()), snapshot, true), attempts));
    }

    private CompletionStage<Written> attempt(Change change, Sight sight, int attempts) {
        ResourceKind kind = change.kind();
        return kind != null && Crossing.isNeeded(kind)
                ? crossing.out(kind, sight.current()).thenCompose(current -> decide(change, sight, current, attempts))
                : decide(change, sight, sight.current(), attempts);
    }

    /** @param current as the request sees it */
    private CompletionStage<Written> decide(Change change, Sight sight, StoredObject current, int attempts) {
        CompletionStage<Step> decided;
        try {
            decided = NotYetConverted.resolving(() -> change.transition().from(current, sight.others()));
        } catch (StatusException refusal) {
            decided = CompletableFuture.failedStage(refusal);
        }
        return decided.handle((step, failure) -> {
                    if (failure == null) {
                        return carryOut(change, sight, current, step, attempts);
                    }
                    return isRefusal(failure) && !sight.isNewest()
                            ? afresh(change, environment.reader().consistent(), attempts)
                            : CompletableFuture.<Written>failedStage(failure);
                })
                .thenCompose(written -> written);
    }

    private static boolean isRefusal(Throwable failure) {
        return (failure instanceof CompletionException ? failure.getCause() : failure) instanceof StatusException;
    }

    private CompletionStage<Written> carryOut(
            Change change, Sight sight, StoredObject current, Step step, int attempts) {
        WriteOptions options = change.options();
        return switch (step) {
            case Step.Keep keep -> {
                ResourceKind kind = change.kind();
                if (kind != null && Crossing.isOutdated(kind, sight.current())) {
                    // An update that changes nothing is how objects get into a new storage version.
                    yield put(change, current, new Step.Put(current.json()), attempts);
                }
                yield sight.isNewest()
                        ? CompletableFuture.completedStage(new Written(current.json(), current.modRevision(), false))
                        : afresh(change, environment.reader().consistent(), attempts);
            }
            case Step.Put put -> put(change, current, put, attempts);
            case Step.Remove remove -> {
                Write write = new Write.Remove(
                        current.key(),
                        current.modRevision(),
                        options.provenance(),
                        options.guards(),
                        environment.rules().admissions().droppedWith(current.key()));
                yield commit(change, write, new Written(remove.last(), 0, true), attempts);
            }
        };
    }

    private CompletionStage<Written> put(Change change, StoredObject current, Step.Put put, int attempts) {
        WriteOptions options = change.options();
        ResourceKind kind = change.kind();
        CompletionStage<Passage> converted = kind == null
                ? CompletableFuture.completedStage(new Passage(put.json(), put.json()))
                : crossing.in(kind, put.json());
        return converted.thenCompose(passage -> {
            Write write = new Write.Put(
                    current.key(),
                    current.modRevision(),
                    passage.stored(),
                    options.provenance(),
                    options.guards(),
                    put.serials());
            return commit(change, write, new Written(passage.answered(), 0, false), attempts);
        });
    }

    private CompletionStage<Written> commit(Change change, Write write, Written wanted, int attempts) {
        if (change.options().dryRun()) {
            return CompletableFuture.completedStage(
                    new Written(wanted.json(), write.expectedRevision(), wanted.isRemoved()));
        }
        return environment.write(write).thenCompose(result -> switch (result) {
            case WriteResult.Committed committed ->
                CompletableFuture.completedStage(new Written(wanted.json(), committed.revision(), wanted.isRemoved()));
            case WriteResult.GuardFailed failed ->
                CompletableFuture.failedStage(
                        new StatusException(Status.guardFailed(write.key(), failed.guard()), failed.revision()));
            case WriteResult.Conflict conflict -> {
                StoredObject current = conflict.current();
                if (current == null) {
                    yield CompletableFuture.failedStage(Refusal.notFound(write.key(), conflict.revision()));
                }
                Snapshot others = environment.reader().latest();
                yield attempts > 1
                        ? attempt(
                                change,
                                new Sight(current, others, others.revision() >= conflict.revision()),
                                attempts - 1)
                        : CompletableFuture.failedStage(Refusal.modified(write.key(), conflict.revision()));
            }
            case WriteResult.SerialMoved moved ->
                attempts > 1
                        ? afresh(change, environment.reader().notOlderThan(moved.revision()), attempts - 1)
                        : CompletableFuture.failedStage(Admitting.contended(write.key(), moved.serial()));
        });
    }

    private static StoredObject require(Snapshot snapshot, ResourceKey key) {
        StoredObject current = snapshot.get(key);
        if (current == null) {
            throw Refusal.notFound(key, snapshot.revision());
        }
        return current;
    }
}
