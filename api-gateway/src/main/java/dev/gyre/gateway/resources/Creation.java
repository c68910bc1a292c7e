package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.resources.Crossing.Passage;
import dev.gyre.gateway.resources.Decoding.Decoded;
import dev.gyre.gateway.rules.Author;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.ObjectMeta;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The verb {@code create}: what a client sent gets its identity, is checked, and is put where nothing was. */
final class Creation {

    /** How often a generated name is drawn again. */
    private static final int MAX_NAMES = 8;

    /** A generated name stays within a label's length: its prefix is cut to make room. */
    private static final int MAX_GENERATED_PREFIX = 58;

    private static final List<String> NOT_THE_CLIENTS =
            List.of("resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private final Environment environment;
    private final Crossing crossing;
    private final Admitting admitting;
    private final Turns turns = new Turns();
    private final Answers answers;

    Creation(Environment environment, Crossing crossing, Answers answers) {
        this.environment = environment;
        this.crossing = crossing;
        this.admitting = new Admitting(environment);
        this.answers = answers;
    }

    CompletionStage<ApiResponse> create(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "CreateOptions", environment.clock());
        ObjectNode sent = Bodies.object(call.request(), environment.limits());
        String revision = sent.path("metadata").path("resourceVersion").asString("");
        if (!revision.isEmpty() && !revision.equals("0")) {
            throw Refusal.badRequest("resourceVersion should not be set on objects to be created");
        }
        return create(call, Decoding.toStorage(call, sent, options), options, Recording.update(call, options));
    }

    /** Creates what has been decoded; also for an update of what does not exist, where the kind allows that. */
    CompletionStage<ApiResponse> create(ResourceCall call, Decoded decoded, WriteOptions options, Recording recording) {
        ObjectNode metadata = (ObjectNode) decoded.object().get("metadata");
        String generateName = metadata.path("generateName").asString("");
        boolean isGenerated = metadata.path("name").asString("").isEmpty() && !generateName.isEmpty();
        if (isGenerated) {
            metadata.put("name", generate(generateName));
        }
        identify(call, decoded.object(), metadata);
        recording.record(null, decoded.object());
        Attempt first = new Attempt(
                call,
                decoded,
                options,
                Hooks.ofCreation(environment, call, options),
                isGenerated ? generateName : "",
                MAX_NAMES,
                environment.limits().writeAttempts(),
                false);
        return options.dryRun()
                ? environment.reader().consistent().thenCompose(snapshot -> dryRun(first, snapshot))
                : decide(first, environment.reader().latest(), false);
    }

    /**
     * One creation on its way: what was sent, with its identity, and how often it may still be tried again.
     *
     * @param hasTurn whether it is this one's turn with the serials that it takes
     */
    private record Attempt(
            ResourceCall call,
            Decoded sent,
            WriteOptions options,
            Hooks hooks,
            String generateName,
            int namesLeft,
            int attemptsLeft,
            boolean hasTurn) {
        Attempt next() {
            return new Attempt(call, sent, options, hooks, generateName, namesLeft, attemptsLeft - 1, hasTurn);
        }

        Attempt withNextName() {
            return new Attempt(call, sent, options, hooks, generateName, namesLeft - 1, attemptsLeft, hasTurn);
        }

        Attempt withTurn() {
            return new Attempt(call, sent, options, hooks, generateName, namesLeft, attemptsLeft, true);
        }

        ResourceKey key() {
            String name = sent.object().path("metadata").path("name").asString("");
            return call.kind().key(call.namespace(), name);
        }
    }

    private void identify(ResourceCall call, ObjectNode object, ObjectNode metadata) {
        Decoding.requireNamespace(call, metadata);
        metadata.remove(NOT_THE_CLIENTS);
        metadata.put("uid", environment.newUid());
        metadata.put("creationTimestamp", environment.timestamp());
        Replacement.dropEmpty(metadata);
        if (call.kind().subresources().contains("status") && !call.rules().takesStatusOnCreate()) {
            object.remove("status");
        }
        if (call.rules().countsGenerations()) {
            metadata.put("generation", 1);
        }
        call.rules()
                .noteAuthor(
                        object,
                        null,
                        new Author(call.request(), null, environment.clock().instant()));
    }

    /** What one picture leads to. */
    private sealed interface Decision {}

    /** It is not to be; believed where the picture is not older than the request. */
    private record Refused(StatusException refusal) implements Decision {}

    /**
     * What is to be put.
     *
     * @param surroundings what must be there for it, and as it was when this was decided: its namespace, its definition
     */
    private record Decided(ObjectNode object, List<Guard> surroundings, List<Serial> serials) implements Decision {
        /** The first serial that it takes; null for none. */
        @Nullable
        String taken() {
            for (Serial serial : serials) {
                if (serial.use() == Serial.Use.TAKEN) {
                    return serial.name();
                }
            }
            return null;
        }
    }

    private CompletionStage<Decision> decideOn(Snapshot snapshot, Attempt attempt) {
        ResourceCall call = attempt.call();
        ObjectNode object = attempt.sent().object().deepCopy();
        Candidate candidate = admitting.candidate(call, attempt.key(), object, null, snapshot);
        List<Guard> surroundings = new ArrayList<>();
        try {
            if (call.kind().isNamespaced()) {
                surroundings.add(NamespaceLifecycle.admit(attempt.key(), snapshot));
            }
            if (call.kind().isCustom()) {
                surroundings.add(DefinitionLifecycle.admit(attempt.key(), snapshot));
            }
            admitting.fillIn(candidate);
            call.rules().prepareForCreate(object);
        } catch (StatusException refusal) {
            return CompletableFuture.completedStage(new Refused(refusal));
        }
        return call.rules()
                .admit(object, new CreationAdmission(environment, attempt.key()))
                .thenCompose(admitted -> settle(attempt, candidate, surroundings));
    }

    /** What webhooks make of it, what is valid, who else says no; quotas last, as only what all admit is to be paid for. */
    private CompletionStage<Decision> settle(Attempt attempt, Candidate candidate, List<Guard> surroundings) {
        ObjectNode object = candidate.object();
        DraftObject draft = new DraftObject(attempt.call(), object, 0, () -> admitting.fillIn(candidate));
        return attempt.hooks()
                .mutate(attempt.key(), draft, null)
                .thenCompose(changed -> {
                    attempt.call().rules().prepareForCreate(object);
                    validate(attempt.call(), object);
                    return attempt.hooks().validate(attempt.key(), new Versioned(object, 0), null);
                })
                .<Decision>thenApply(admitted -> new Decided(object, surroundings, admitting.admit(candidate)))
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return cause instanceof StatusException refusal
                            ? CompletableFuture.completedStage(new Refused(refusal))
                            : CompletableFuture.failedStage(failure);
                });
    }

    private static void validate(ResourceCall call, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        FieldErrors errors = new FieldErrors();
        ObjectMeta.validate(metadata, call.rules().nameFormat(), errors);
        call.rules().validate(object, errors);
        call.rules().validateCreate(object, errors);
        if (!errors.isEmpty()) {
            throw Refusal.invalid(call.kind(), metadata.path("name").asString(""), errors);
        }
    }

    private CompletionStage<ApiResponse> decide(Attempt attempt, Snapshot snapshot, boolean isNewest) {
        return decideOn(snapshot, attempt).thenCompose(decision -> switch (decision) {
            case Refused refused ->
                isNewest
                        ? CompletableFuture.failedStage(refused.refusal())
                        : environment.reader().consistent().thenCompose(newest -> decide(attempt, newest, true));
            case Decided decided -> putInTurn(attempt, decided);
        });
    }

    private CompletionStage<ApiResponse> putInTurn(Attempt attempt, Decided decided) {
        String taken = decided.taken();
        if (taken == null || attempt.hasTurn()) {
            return put(attempt, decided);
        }
        Attempt inTurn = attempt.withTurn();
        return turns.take(taken, hasWaited -> {
            CompletionStage<ApiResponse> answer =
                    hasWaited ? decide(inTurn, environment.reader().latest(), false) : put(inTurn, decided);
            return answer.thenApply(written -> new Turns.Taken<>(written, reached(written)));
        });
    }

    /** The cache has what the answer says. */
    private CompletionStage<Snapshot> reached(ApiResponse answer) {
        String revision = answer.headers().getOrDefault("gyre-revision", "0");
        return environment.reader().notOlderThan(Long.parseLong(revision));
    }

    private CompletionStage<ApiResponse> put(Attempt attempt, Decided decided) {
        return crossing.in(attempt.call().kind(), decided.object())
                .thenCompose(passage -> put(attempt, decided, passage));
    }

    private CompletionStage<ApiResponse> put(Attempt attempt, Decided decided, Passage passage) {
        WriteOptions options = attempt.options();
        ResourceKey key = attempt.key();
        Write write = new Write.Put(
                key,
                0,
                passage.stored(),
                options.provenance(),
                options.guardsAnd(decided.surroundings()),
                decided.serials());
        return environment.write(write).thenCompose(result -> switch (result) {
            case WriteResult.Committed committed ->
                CompletableFuture.completedStage(answer(attempt, passage.answered(), committed.revision()));
            case WriteResult.Conflict conflict ->
                attempt.generateName().isEmpty()
                        ? CompletableFuture.failedStage(Refusal.alreadyExists(key, conflict.revision()))
                        : drawAgain(attempt, conflict.revision());
            case WriteResult.GuardFailed failed ->
                decided.surroundings().contains(failed.guard()) && attempt.attemptsLeft() > 1
                        ? decideAgain(attempt, failed.revision())
                        : CompletableFuture.failedStage(
                                new StatusException(Status.guardFailed(key, failed.guard()), failed.revision()));
            case WriteResult.SerialMoved moved ->
                attempt.attemptsLeft() > 1
                        ? decideAgain(attempt, moved.revision())
                        : CompletableFuture.failedStage(Admitting.contended(key, moved.serial()));
        });
    }

    /** On a picture that has what the refused write did not know. */
    private CompletionStage<ApiResponse> decideAgain(Attempt attempt, long revision) {
        return environment
                .reader()
                .notOlderThan(revision)
                .thenCompose(snapshot -> decide(attempt.next(), snapshot, true));
    }

    private CompletionStage<ApiResponse> drawAgain(Attempt attempt, long revision) {
        if (attempt.namesLeft() <= 1) {
            return CompletableFuture.failedStage(Refusal.noUniqueName(attempt.key(), revision));
        }
        ((ObjectNode) attempt.sent().object().get("metadata")).put("name", generate(attempt.generateName()));
        return decide(attempt.withNextName(), environment.reader().latest(), false);
    }

    private CompletionStage<ApiResponse> dryRun(Attempt attempt, Snapshot snapshot) {
        return decideOn(snapshot, attempt).thenCompose(decision -> switch (decision) {
            case Refused refused -> CompletableFuture.failedStage(refused.refusal());
            case Decided decided -> {
                if (snapshot.get(attempt.key()) != null) {
                    throw Refusal.alreadyExists(attempt.key(), snapshot.revision());
                }
                yield crossing.in(attempt.call().kind(), decided.object())
                        .thenApply(passage -> answer(attempt, passage.answered(), 0));
            }
        });
    }

    private ApiResponse answer(Attempt attempt, ObjectNode created, long revision) {
        return answers.written(
                attempt.call(),
                201,
                new Versioned(created, revision),
                revision,
                attempt.sent().warnings());
    }

    private String generate(String prefix) {
        String base = prefix.length() > MAX_GENERATED_PREFIX ? prefix.substring(0, MAX_GENERATED_PREFIX) : prefix;
        return base + environment.newSuffix();
    }
}
