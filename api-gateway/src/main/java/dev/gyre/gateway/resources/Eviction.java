package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.schemas.Status;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code eviction} of pods: a deletion that the pod's disruption budget may refuse. */
final class Eviction {

    private final Environment environment;
    private final DisruptionGate gate;
    private final Deletion deletion;
    private final Answers answers;

    Eviction(Environment environment, ReadModifyWrite writes, Deletion deletion, Answers answers) {
        this.environment = environment;
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
                .thenCompose(granted -> deletion.evict(call, options, this::sayWhy))
                .thenApply(written -> answers.status(
                        call, 201, new Status(201, "", "", null), options.dryRun() ? 0 : written.revision()));
    }

    /** What makes an eviction more than a deletion, to whoever counts the pod's failures. */
    private void sayWhy(ObjectNode pod) {
        ArrayNode conditions = pod.withObjectProperty("status").withArrayProperty("conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (conditions.get(i).path("type").asString("").equals("DisruptionTarget")) {
                conditions.remove(i);
            }
        }
        conditions
                .addObject()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("lastTransitionTime", environment.timestamp())
                .put("reason", "EvictionByEvictionAPI")
                .put("message", "Eviction API: evicting");
    }
}
