package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The subresource {@code binding}: assigns a pod to a node, once. */
final class Binding {

    private final Environment environment;
    private final ReadModifyWrite writes;
    private final Answers answers;

    Binding(Environment environment, ReadModifyWrite writes, Answers answers) {
        this.environment = environment;
        this.writes = writes;
        this.answers = answers;
    }

    /** The request itself; one of {@code bindings} is about the pod that its body names, as if the path had named it. */
    static RequestInfo meant(ApiRequest request, RequestInfo info, Limits limits) {
        if (!info.apiVersion().equals("v1") || !info.resource().equals("bindings")) {
            return info;
        }
        if (!info.verb().equals("create")
                || info.name() != null
                || info.namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        String pod =
                Bodies.object(request, limits).path("metadata").path("name").asString("");
        if (pod.isEmpty()) {
            throw Refusal.badRequest("name is required");
        }
        return new RequestInfo(true, "create", info.path(), "", "v1", "v1", info.namespace(), "pods", "binding", pod);
    }

    CompletionStage<ApiResponse> create(ResourceCall call) {
        WriteOptions options = WriteOptions.of(call.request(), "CreateOptions", environment.clock());
        ObjectNode binding = Bodies.object(call.request(), environment.limits());
        binding.put("kind", "Binding").put("apiVersion", "v1");
        Hooks hooks = Hooks.ofCreation(environment, call, options);
        return hooks.mutatePlain(call.key(), binding, null)
                .thenCompose(changed -> {
                    String node = validate(call, binding);
                    String uid = binding.path("metadata").path("uid").asString("");
                    return hooks.validatePlain(call.key(), binding, null)
                            .thenCompose(admitted -> writes.run(
                                    call.key(),
                                    options,
                                    current -> bind(current, uid, node, binding.path("metadata"))));
                })
                .thenApply(written -> answers.status(
                        call, 201, new Status(201, "", "", null), options.dryRun() ? 0 : written.revision()));
    }

    private static String validate(ResourceCall call, ObjectNode binding) {
        JsonNode target = binding.path("target");
        FieldErrors errors = new FieldErrors();
        String kind = target.path("kind").asString("");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.notSupported(FieldPath.of("target", "kind"), kind, java.util.List.of("Node", "<empty>"));
        }
        String node = target.path("name").asString("");
        if (node.isEmpty()) {
            errors.required(FieldPath.of("target", "name"), "");
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid("", "Binding", call.key().name(), errors);
        }
        String name = binding.path("metadata").path("name").asString("");
        if (!name.isEmpty() && !name.equals(call.key().name())) {
            throw Refusal.badRequest("name in URL does not match name in Binding object");
        }
        return node;
    }

    private Step bind(StoredObject pod, String uid, String node, JsonNode bindingMetadata) {
        ResourceKey key = pod.key();
        if (!uid.isEmpty() && !uid.equals(pod.uid())) {
            throw Refusal.precondition(key, "UID", uid, pod.uid(), pod.modRevision());
        }
        if (pod.json().path("metadata").hasNonNull("deletionTimestamp")) {
            throw Refusal.conflict(
                    key,
                    "pod %s is being deleted, cannot be assigned to a host".formatted(key.name()),
                    pod.modRevision());
        }
        String assigned = pod.json().path("spec").path("nodeName").asString("");
        if (!assigned.isEmpty()) {
            throw Refusal.conflict(
                    key,
                    "pod %s is already assigned to node \"%s\"".formatted(key.name(), assigned),
                    pod.modRevision());
        }
        if (!pod.json().path("spec").path("schedulingGates").isEmpty()) {
            throw Refusal.conflict(
                    key, "pod %s has non-empty .spec.schedulingGates".formatted(key.name()), pod.modRevision());
        }
        ObjectNode next = pod.json().deepCopy();
        next.withObjectProperty("spec").put("nodeName", node);
        bindingMetadata
                .path("annotations")
                .properties()
                .forEach(annotation -> next.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .set(annotation.getKey(), annotation.getValue()));
        setScheduled(next.withObjectProperty("status"));
        return new Step.Put(next);
    }

    private void setScheduled(ObjectNode status) {
        ArrayNode conditions = status.withArrayProperty("conditions");
        ArrayNode others = Json.MAPPER.createArrayNode();
        conditions.forEach(condition -> {
            if (!condition.path("type").asString("").equals("PodScheduled")) {
                others.add(condition);
            }
        });
        others.addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastTransitionTime", environment.timestamp());
        status.set("conditions", others);
    }
}
