package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.quantity.QosClass;
import dev.gyre.schemas.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change in a pod that runs by the subresource {@code resize}: how much CPU and memory its containers have. */
final class PodResizeRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> RESIZABLE = List.of("cpu", "memory");

    private PodResizeRules() {}

    /** Takes nothing but the resources of containers that go on running from what was sent. */
    static void keepOnly(ObjectNode pod, ObjectNode old) {
        JsonNode sent = pod.path("spec");
        ObjectNode spec = (ObjectNode) old.path("spec").deepCopy();
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode each : spec.path(list)) {
                JsonNode wanted = named(sent.path(list), each.path("name").asString(""));
                if (wanted != null && each instanceof ObjectNode container && goesOn(list, container)) {
                    if (wanted.has("resources")) {
                        container.set("resources", wanted.path("resources"));
                    } else {
                        container.remove("resources");
                    }
                }
            }
        }
        pod.set("spec", spec);
    }

    private static boolean goesOn(String list, JsonNode container) {
        return list.equals("containers")
                || container.path("restartPolicy").asString("").equals("Always");
    }

    private static @Nullable JsonNode named(JsonNode containers, String name) {
        for (JsonNode container : containers) {
            if (container.path("name").asString("").equals(name)) {
                return container;
            }
        }
        return null;
    }

    static void validate(JsonNode spec, JsonNode old, FieldErrors errors) {
        for (String list : List.of("containers", "initContainers")) {
            for (int i = 0; i < spec.path(list).size(); i++) {
                validateContainer(
                        spec.path(list).get(i),
                        old.path(list).get(i),
                        SPEC.child(list).index(i).child("resources"),
                        errors);
            }
        }
        QosClass before = QosClass.of(old);
        if (QosClass.of(spec) != before) {
            errors.invalid(SPEC, QosClass.of(spec).word(), "Pod QOS Class may not change as a result of resizing");
        }
    }

    private static void validateContainer(JsonNode container, JsonNode old, FieldPath path, FieldErrors errors) {
        JsonNode now = container.path("resources");
        JsonNode before = old.path("resources");
        for (String list : List.of("requests", "limits")) {
            before.path(list).propertyNames().stream()
                    .filter(resource -> !now.path(list).has(resource))
                    .findFirst()
                    .ifPresent(gone -> errors.forbidden(path.child(list), "resource " + list + " cannot be removed"));
            for (var entry : now.path(list).properties()) {
                boolean isChanged = !isSame(entry.getValue(), before.path(list).path(entry.getKey()));
                if (isChanged && !RESIZABLE.contains(entry.getKey())) {
                    errors.forbidden(path.child(list).key(entry.getKey()), "only cpu and memory resources are mutable");
                }
            }
        }
        JsonNode limit = now.path("limits").path("memory");
        JsonNode limitBefore = before.path("limits").path("memory");
        if (!limit.isMissingNode()
                && !limitBefore.isMissingNode()
                && amount(limit).compareTo(amount(limitBefore)) < 0
                && !restartsForMemory(container)) {
            errors.forbidden(
                    path.child("limits").key("memory"),
                    "memory limits cannot be decreased unless resizePolicy is RestartContainer");
        }
    }

    private static boolean restartsForMemory(JsonNode container) {
        return container
                .path("resizePolicy")
                .valueStream()
                .anyMatch(policy -> policy.path("resourceName").asString("").equals("memory")
                        && policy.path("restartPolicy").asString("").equals("RestartContainer"));
    }

    private static boolean isSame(JsonNode amount, JsonNode other) {
        return !other.isMissingNode() && amount(amount).compareTo(amount(other)) == 0;
    }

    private static Quantity amount(JsonNode quantity) {
        return Quantity.parse(quantity.asString(""));
    }
}
