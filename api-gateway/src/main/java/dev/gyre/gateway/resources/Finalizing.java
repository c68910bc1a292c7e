package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code finalize} of namespaces: takes {@code spec.finalizers} away, and with the last one the namespace. */
final class Finalizing {

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final Answers answers;

    Finalizing(Environment environment, ReadModifyWrite writes, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> update(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "UpdateOptions", environment.clock());
        ObjectNode sent = Bodies.object(call.request(), environment.limits());
        Recording recording = Recording.update(call, options);
        Hooks hooks = Hooks.ofUpdate(environment, call, options);
        return writes.run(call.key(), options, (current, others) -> {
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
                })
                .thenApply(written -> answers.written(
                        call, 200, written.versioned(), options.dryRun() ? 0 : written.revision(), List.of()));
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
