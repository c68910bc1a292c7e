package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.resources.ReadModifyWrite.Written;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The verb {@code delete}. An object that nothing holds goes at once. One that finalizers, a grace period or its kind hold
 * is marked with {@code deletionTimestamp} and goes with the update that takes the last of them away, or with a later
 * deletion of grace period 0. Marking it again changes nothing, but may shorten the grace period.
 */
final class Deletion {

    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final Answers answers;

    Deletion(Environment environment, ReadModifyWrite writes, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> delete(ResourceCall call) {
        DeleteOptions options = DeleteOptions.of(call.request(), environment.limits());
        return delete(call, options).thenApply(written -> answer(call, options, written));
    }

    CompletionStage<Written> delete(ResourceCall call, DeleteOptions options) {
        return delete(call, call.key(), options);
    }

    /**
     * What an eviction leads to, about which everybody has been asked already.
     *
     * @param farewell what a pod that is to go for a while yet is given to say why
     */
    CompletionStage<Written> evict(ResourceCall call, DeleteOptions options, Consumer<ObjectNode> farewell) {
        return delete(call, call.key(), options, Hooks.none(call), farewell);
    }

    /** One of a collection. */
    CompletionStage<Written> delete(ResourceCall call, ResourceKey key, DeleteOptions options) {
        return delete(call, key, options, Hooks.ofDeletion(environment, call, options), object -> {});
    }

    /** @param farewell what an object that is to go for a while yet is given to say why */
    private CompletionStage<Written> delete(
            ResourceCall call, ResourceKey key, DeleteOptions options, Hooks hooks, Consumer<ObjectNode> farewell) {
        WriteOptions write = WriteOptions.of(call.request(), "DeleteOptions", environment.clock())
                .orDryRun(options.dryRun());
        String reason = call.rules().reasonNotToDelete(key.name());
        if (reason != null) {
            throw Refusal.forbidden(key, reason);
        }
        return writes.run(call.kind(), key, write, (current, others) -> {
            requirePreconditions(current, options);
            return hooks.passDeletion(key, Versioned.of(current))
                    .thenApply(passed -> step(call.rules(), current, options, farewell));
        });
    }

    private Step step(KindRules rules, StoredObject current, DeleteOptions options, Consumer<ObjectNode> farewell) {
        ObjectNode next = current.json().deepCopy();
        ObjectNode metadata = (ObjectNode) next.get("metadata");
        boolean isMarked = metadata.hasNonNull("deletionTimestamp");
        boolean finalizersChanged = setFinalizers(metadata, options.propagation());
        long grace = rules.gracePeriodSeconds(current.json(), options.gracePeriodSeconds());
        if (goesAtOnce(rules, next, grace)) {
            return new Step.Remove(next);
        }
        long markedGrace = metadata.path("deletionGracePeriodSeconds").asLong(0);
        if (!isMarked) {
            mark(metadata, environment.timestamp(grace), grace);
            rules.prepareForDeletion(next);
            farewell.accept(next);
            if (metadata.path("generation").asLong(0) > 0) {
                metadata.put("generation", metadata.path("generation").asLong(0) + 1);
            }
            return new Step.Put(next);
        }
        if (options.gracePeriodSeconds() != null && grace < markedGrace) {
            Instant begun =
                    Instant.parse(metadata.path("deletionTimestamp").asString()).minusSeconds(markedGrace);
            mark(metadata, begun.plusSeconds(grace).toString(), grace);
            return new Step.Put(next);
        }
        return finalizersChanged ? new Step.Put(next) : Step.KEEP;
    }

    private static boolean goesAtOnce(KindRules rules, ObjectNode object, long grace) {
        return grace == 0 && object.path("metadata").path("finalizers").isEmpty() && !rules.isHeld(object);
    }

    /** Whether nothing would be left of the object to be told anything more. */
    static boolean goesAtOnce(KindRules rules, ObjectNode object, DeleteOptions options) {
        return goesAtOnce(rules, object, rules.gracePeriodSeconds(object, options.gracePeriodSeconds()));
    }

    private static void mark(ObjectNode metadata, String timestamp, long grace) {
        metadata.put("deletionTimestamp", timestamp).put("deletionGracePeriodSeconds", grace);
    }

    /** Turns a propagation policy into the finalizer that the garbage collector acts on. */
    private static boolean setFinalizers(ObjectNode metadata, @Nullable Propagation propagation) {
        if (propagation == null) {
            return false;
        }
        Set<String> before = new LinkedHashSet<>();
        metadata.path("finalizers").forEach(finalizer -> before.add(finalizer.asString("")));
        Set<String> after = new LinkedHashSet<>(before);
        after.removeAll(List.of(ORPHAN, FOREGROUND));
        switch (propagation) {
            case ORPHAN -> after.add(ORPHAN);
            case FOREGROUND -> after.add(FOREGROUND);
            case BACKGROUND -> {}
        }
        if (after.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode finalizers = metadata.putArray("finalizers");
            after.forEach(finalizers::add);
        }
        return !after.equals(before);
    }

    static void requirePreconditions(StoredObject current, DeleteOptions options) {
        String uid = options.uid();
        if (uid != null && !uid.equals(current.uid())) {
            throw Refusal.precondition(current.key(), "UID", uid, current.uid(), current.modRevision());
        }
        String revision = options.resourceVersion();
        String found = Long.toString(current.modRevision());
        if (revision != null && !revision.equals(found)) {
            throw Refusal.precondition(current.key(), "ResourceVersion", revision, found, current.modRevision());
        }
    }

    /** The object where it is still there or its kind says so, else a success that names it. */
    private ApiResponse answer(ResourceCall call, DeleteOptions options, Written written) {
        long revision = options.dryRun() ? 0 : written.revision();
        if (!written.isRemoved() || call.rules().returnsDeletedObject()) {
            return answers.written(call, 200, written.versioned(), revision, List.of());
        }
        JsonNode metadata = written.json().path("metadata");
        Status status = new Status(
                200,
                "",
                "",
                new Status.Details(
                        call.info().group(),
                        call.kind().plural(),
                        metadata.path("name").asString(""),
                        metadata.path("uid").asString(""),
                        List.of(),
                        0));
        return answers.status(call, 200, status, revision);
    }
}
