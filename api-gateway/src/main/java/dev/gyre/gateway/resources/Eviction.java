package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.schemas.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subresource {@code eviction} of pods: a deletion that the pod's disruption budget may refuse, and of which the pod says that
 * it is one.
 */
final class Eviction {

    private static final String TYPE = "DisruptionTarget";
    private static final String REASON = "EvictionByEvictionAPI";

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final DisruptionGate gate;
    private final Deletion deletion;
    private final Answers answers;

    Eviction(Environment environment, ReadModifyWrite writes, Deletion deletion, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.gate = new DisruptionGate(environment, writes);
        this.deletion = deletion;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> create(ResourceCall call) {
        ObjectNode eviction = Bodies.object(call.request(), environment.limits());
        ObjectNode sent =
                eviction.path("deleteOptions") instanceof ObjectNode options ? options : dev.gyre.schemas.Json.object();
        DeleteOptions options = DeleteOptions.of(sent);
        WriteOptions write = WriteOptions.of(call.request(), "DeleteOptions", environment.clock())
                .orDryRun(options.dryRun());
        Hooks hooks = Hooks.ofCreation(environment, call, write);
        eviction.put("kind", "Eviction");
        if (!eviction.has("apiVersion")) {
            eviction.put("apiVersion", "policy/v1");
        }
        return hooks.mutatePlain(call.key(), eviction, null)
                .thenCompose(changed -> hooks.validatePlain(call.key(), eviction, null))
                .thenCompose(admitted -> gate.pass(call.key(), write))
                .thenCompose(granted -> options.dryRun()
                        ? CompletableFuture.completedStage(options)
                        : sayWhyFirst(call, options, write))
                .thenCompose(told -> deletion.evict(call, told, this::sayWhy))
                .thenApply(written -> answers.status(
                        call, 201, new Status(201, "", "", null), options.dryRun() ? 0 : written.revision()));
    }

    /** A pod that would go at once is told before, since a deletion leaves nothing to tell. Answers what is to be deleted then. */
    private CompletionStage<DeleteOptions> sayWhyFirst(ResourceCall call, DeleteOptions options, WriteOptions write) {
        return writes.run(call.key(), write, current -> {
                    Deletion.requirePreconditions(current, options);
                    ObjectNode pod = current.json().deepCopy();
                    if (saysWhy(pod) || !Deletion.goesAtOnce(call.rules(), pod, options)) {
                        return Step.KEEP;
                    }
                    sayWhy(pod);
                    return new Step.Put(pod);
                })
                .thenApply(options::after);
    }

    private static boolean saysWhy(ObjectNode pod) {
        return pod.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals(TYPE)
                        && condition.path("reason").asString("").equals(REASON));
    }

    /** What makes an eviction more than a deletion, to whoever counts the pod's failures. */
    private void sayWhy(ObjectNode pod) {
        ArrayNode conditions = pod.withObjectProperty("status").withArrayProperty("conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (conditions.get(i).path("type").asString("").equals(TYPE)) {
                conditions.remove(i);
            }
        }
        conditions
                .addObject()
                .put("type", TYPE)
                .put("status", "True")
                .put("lastTransitionTime", environment.timestamp())
                .put("reason", REASON)
                .put("message", "Eviction API: evicting");
    }
}
