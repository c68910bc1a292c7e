package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.auth.CreationPermission;
import dev.gyre.gateway.patch.JsonPatch;
import dev.gyre.gateway.patch.MergePatch;
import dev.gyre.gateway.patch.PatchException;
import dev.gyre.gateway.patch.StrategicMergePatch;
import dev.gyre.gateway.resources.Decoding.Decoded;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.resources.ReadModifyWrite.Written;
import dev.gyre.gateway.rules.Author;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The verbs {@code update} and {@code patch}, of an object, of its {@code status}, and of other parts of it. */
final class Updating {

    private static final String PATCH_TYPES =
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json,"
                    + " application/apply-patch+yaml";

    private static final String PATCH_TYPES_OF_CUSTOM =
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final Creation creation;
    private final Admitting admitting;
    private final Answers answers;

    Updating(Environment environment, ReadModifyWrite writes, Creation creation, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.creation = creation;
        this.admitting = new Admitting(environment);
        this.answers = answers;
    }

    CompletionStage<ApiResponse> update(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "UpdateOptions", environment.clock());
        Decoded decoded = Decoding.toStorage(call, Bodies.object(call.request(), environment.limits()), options);
        Recording recording = Recording.update(call, options);
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        CompletionStage<ApiResponse> updated = writes.run(
                        call.kind(),
                        call.key(),
                        options,
                        (current, others) ->
                                replace(call, current, decoded.object().deepCopy(), recording, others, hooks))
                .thenApply(written -> answer(call, options, written, decoded.warnings()));
        if (!call.rules().allowsCreateOnUpdate() || call.info().subresource() != null) {
            return updated;
        }
        return updated.exceptionallyCompose(failure -> isNotFound(failure)
                ? createInstead(call, decoded, options, recording)
                : CompletableFuture.failedStage(failure));
    }

    CompletionStage<ApiResponse> patch(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "PatchOptions", environment.clock());
        PatchType type = patchType(call);
        JsonNode patch = Bodies.json(call.request(), environment.limits());
        List<String> warnings = new ArrayList<>();
        Recording recording = Recording.update(call, options);
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        return writes.run(call.kind(), call.key(), options, (current, others) -> {
                    ObjectNode patched = apply(
                            call,
                            type,
                            patch,
                            withoutRecord(type, patch, Versioned.of(current).in(call.version())));
                    Bodies.requireShallow(patched);
                    Decoded decoded = Decoding.toStorage(call, patched, options);
                    warnings.clear();
                    warnings.addAll(decoded.warnings());
                    return replace(call, current, decoded.object(), recording, others, hooks);
                })
                .thenApply(written -> answer(call, options, written, warnings));
    }

    /** Server-side apply: what is not there yet is created. */
    CompletionStage<ApiResponse> apply(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "PatchOptions", environment.clock());
        Configuration configuration = Configuration.of(call, options, environment.limits());
        List<String> warnings = new ArrayList<>();
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        CompletionStage<ApiResponse> updated = writes.run(call.kind(), call.key(), options, (current, others) -> {
                    Decoded decoded = configuration.over(current.json());
                    warnings.clear();
                    warnings.addAll(decoded.warnings());
                    return replace(call, current, decoded.object(), Recording.applied(decoded.object()), others, hooks);
                })
                .thenApply(written -> answer(call, options, written, warnings));
        if (call.info().subresource() != null) {
            return updated;
        }
        return updated.exceptionallyCompose(failure -> {
            if (!isNotFound(failure)) {
                return CompletableFuture.failedStage(failure);
            }
            Decoded decoded = configuration.over(null);
            return createInstead(
                    call, decoded, options, Recording.applied(decoded.object().deepCopy()));
        });
    }

    /** A patch that does not speak of the record need not be laid over it. */
    private static ObjectNode withoutRecord(PatchType type, JsonNode patch, ObjectNode served) {
        if (type != PatchType.JSON && !patch.path("metadata").has("managedFields")) {
            ((ObjectNode) served.get("metadata")).remove("managedFields");
        }
        return served;
    }

    private CompletionStage<Step> replace(
            ResourceCall call,
            StoredObject current,
            ObjectNode proposed,
            Recording recording,
            Snapshot others,
            Hooks hooks) {
        call.rules().noteAuthor(proposed, current.json(), author(call));
        String part = call.info().subresource();
        if (part == null) {
            return Replacement.of(call, current, proposed, recording, others, admitting, hooks);
        }
        return part.equals("status")
                ? Replacement.ofStatus(call, current, proposed, recording, hooks)
                : Replacement.ofPart(call, part, current, proposed, recording, others, admitting, hooks);
    }

    private Author author(ResourceCall call) {
        return new Author(
                call.request(), call.info().subresource(), environment.clock().instant());
    }

    /** The patched object shares nothing with the one it came from. */
    static ObjectNode apply(ResourceCall call, PatchType type, JsonNode patch, ObjectNode served) {
        try {
            return switch (type) {
                case JSON -> JsonPatch.apply(served, patch);
                case MERGE -> MergePatch.apply(served, patch);
                case STRATEGIC ->
                    StrategicMergePatch.apply(served, patch, call.version().schema())
                            .deepCopy();
                case APPLY -> throw Refusal.unsupportedMediaType(PATCH_TYPES);
            };
        } catch (PatchException e) {
            String why = String.valueOf(e.getMessage());
            throw switch (e.fault()) {
                case MALFORMED -> Refusal.badRequest(why);
                case TOO_LARGE -> Refusal.tooLarge(why);
                case DOES_NOT_APPLY ->
                    new StatusException(new Status(
                            422,
                            "Invalid",
                            "the server rejected our request due to an error in our request: " + why,
                            null));
            };
        }
    }

    /** Strategic merge patches need what Kubernetes' own types say of their lists, which others' do not. */
    static PatchType patchType(ResourceCall call) {
        String mediaType = Bodies.mediaType(call.request());
        for (PatchType type : PatchType.values()) {
            boolean isTaken = type != PatchType.APPLY
                    && !(type == PatchType.STRATEGIC && call.kind().isCustom());
            if (type.mediaType().equals(mediaType) && isTaken) {
                return type;
            }
        }
        throw Refusal.unsupportedMediaType(call.kind().isCustom() ? PATCH_TYPES_OF_CUSTOM : PATCH_TYPES);
    }

    private ApiResponse answer(ResourceCall call, WriteOptions options, Written written, List<String> warnings) {
        return answers.written(call, 200, written.versioned(), options.dryRun() ? 0 : written.revision(), warnings);
    }

    private CompletionStage<ApiResponse> createInstead(
            ResourceCall call, Decoded decoded, WriteOptions options, Recording recording) {
        String mayNot = call.request().header(CreationPermission.REFUSED);
        if (mayNot != null) {
            return CompletableFuture.failedStage(
                    CreationPermission.refusal(call.request().user(), call.info(), mayNot));
        }
        ObjectNode metadata = (ObjectNode) decoded.object().get("metadata");
        String revision = metadata.path("resourceVersion").asString("");
        if (!revision.isEmpty() && !revision.equals("0")) {
            return CompletableFuture.failedStage(Refusal.notFound(call.key(), 0));
        }
        Decoding.requireName(call, metadata);
        return creation.create(call, decoded, options, recording);
    }

    private static boolean isNotFound(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof StatusException refusal
                && refusal.status().code() == 404
                && refusal.status().details() != null;
    }
}
