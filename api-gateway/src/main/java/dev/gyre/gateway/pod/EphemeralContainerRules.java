package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is valid in ephemeral containers, which are added to a pod that runs and never taken away or changed. Nothing
 * depends on one, so whatever would make something depend on it (ports, probes, hooks, resources) is not theirs.
 */
final class EphemeralContainerRules {

    static final FieldPath PATH = FieldPath.of("spec", "ephemeralContainers");

    private static final List<String> FORBIDDEN = List.of(
            "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "restartPolicy", "resizePolicy");

    private EphemeralContainerRules() {}

    /** Takes nothing but the ephemeral containers from what was sent. */
    static void keepOnly(ObjectNode pod, ObjectNode old) {
        JsonNode wanted = pod.path("spec").get("ephemeralContainers");
        ObjectNode spec = (ObjectNode) old.path("spec").deepCopy();
        spec.remove("ephemeralContainers");
        if (wanted != null && !wanted.isEmpty()) {
            spec.set("ephemeralContainers", wanted);
        }
        pod.set("spec", spec);
    }

    /** What the pod's containers in general may be has been looked at already. */
    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        Set<String> targets = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            spec.path(list)
                    .forEach(container -> targets.add(container.path("name").asString("")));
        }
        JsonNode containers = spec.path("ephemeralContainers");
        for (int i = 0; i < containers.size(); i++) {
            JsonNode container = containers.get(i);
            FieldPath at = path.index(i);
            String target = container.path("targetContainerName").asString("");
            if (!target.isEmpty() && !targets.contains(target)) {
                errors.notFound(at.child("targetContainerName"), target);
            }
            for (String field : FORBIDDEN) {
                if (container.has(field)) {
                    errors.forbidden(at.child(field), "cannot be set for an Ephemeral Container");
                }
            }
            if (!container.path("resources").isEmpty()) {
                errors.forbidden(at.child("resources"), "cannot be set for an Ephemeral Container");
            }
            for (JsonNode mount : container.path("volumeMounts")) {
                if (!mount.path("subPath").asString("").isEmpty()
                        || !mount.path("subPathExpr").asString("").isEmpty()) {
                    errors.forbidden(at.child("volumeMounts"), "subPath cannot be set for an Ephemeral Container");
                }
            }
        }
    }

    static void validateUpdate(JsonNode spec, JsonNode old, FieldErrors errors) {
        for (JsonNode existing : old.path("ephemeralContainers")) {
            String name = existing.path("name").asString("");
            JsonNode now = named(spec.path("ephemeralContainers"), name);
            if (now.isMissingNode()) {
                errors.forbidden(PATH, "existing ephemeral containers \"" + name + "\" may not be removed\n");
            } else if (!SameJson.same(now, existing)) {
                errors.forbidden(PATH, "existing ephemeral containers \"" + name + "\" may not be changed\n");
            }
        }
    }

    private static JsonNode named(JsonNode containers, String name) {
        for (JsonNode container : containers) {
            if (container.path("name").asString("").equals(name)) {
                return container;
            }
        }
        return containers.path("none");
    }
}
