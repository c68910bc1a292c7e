package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code finalize} of namespaces: takes {@code spec.finalizers} away, and with the last one the namespace. */
final class Finalizing {

    private static final String FINALIZER = "kubernetes";

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final Answers answers;
    private final UnloggedContent unlogged;

    Finalizing(Environment environment, ReadModifyWrite writes, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.answers = answers;
        this.unlogged = new UnloggedContent(environment);
    }

    CompletionStage<ApiResponse> update(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "UpdateOptions", environment.clock());
        ObjectNode sent = Bodies.object(call.request(), environment.limits());
        Recording recording = Recording.update(call, options);
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        return emptied(call, sent, options)
                .thenCompose(done -> writes.run(call.key(), options, (current, others) -> {
                    requirePreconditions(current, sent.path("metadata"));
                    ObjectNode next = current.json().deepCopy();
                    JsonNode finalizers = sent.path("spec").path("finalizers");
                    if (finalizers.isArray() && !finalizers.isEmpty()) {
                        next.withObjectProperty("spec").set("finalizers", finalizers.deepCopy());
                    } else {
                        next.withObjectProperty("spec").remove("finalizers");
                    }
                    recording.record(current.json(), next);
                    return hooks.validate(call.key(), new Versioned(next, current.modRevision()), Versioned.of(current))
                            .thenApply(admitted -> Replacement.finish(call, current, next));
                }))
                .thenApply(written -> answers.written(
                        call, 200, written.versioned(), options.dryRun() ? 0 : written.revision(), List.of()));
    }

    /** With Kubernetes' own finalizer goes what its controller cannot see. */
    private CompletionStage<Void> emptied(ResourceCall call, ObjectNode sent, WriteOptions options) {
        boolean isHeld = sent.path("spec")
                .path("finalizers")
                .valueStream()
                .anyMatch(finalizer -> finalizer.asString("").equals(FINALIZER));
        if (isHeld || options.dryRun()) {
            return CompletableFuture.completedStage(null);
        }
        return environment.reader().consistent().thenCompose(snapshot -> {
            StoredObject namespace = snapshot.get(call.key());
            return namespace != null && namespace.json().path("metadata").hasNonNull("deletionTimestamp")
                    ? unlogged.remove(call.key().name(), options)
                    : CompletableFuture.completedStage(null);
        });
    }

    private static void requirePreconditions(StoredObject current, JsonNode metadata) {
        String uid = metadata.path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw Refusal.precondition(current.key(), "UID", uid, current.uid(), current.modRevision());
        }
        String revision = metadata.path("resourceVersion").asString("");
        if (!revision.isEmpty() && !revision.equals(Long.toString(current.modRevision()))) {
            throw Refusal.modified(current.key(), current.modRevision());
        }
    }
}
