package dev.gyre.node.pod;

import dev.gyre.node.lifecycle.ContainerManifest;
import dev.gyre.node.lifecycle.PodCommand.CreateContainer;
import dev.gyre.node.lifecycle.PodManifest;
import dev.gyre.node.runtime.ContainerSpec;
import dev.gyre.node.runtime.ContainerSpec.Limits;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.node.runtime.ContainerSpec.PidNamespace;
import dev.gyre.node.runtime.PodIdentity;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One container of a pod as the runtime is asked for it. */
public final class ContainerRecipe {
    private ContainerRecipe() {}

    /** The container's part of the pod's specification. */
    public static JsonNode definition(Resource pod, String name) {
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode container : pod.json().path("spec").path(list)) {
                if (container.path("name").asString("").equals(name)) {
                    return container;
                }
            }
        }
        throw new ConfigErrorException("the pod has no container " + name);
    }

    /**
     * @param services what the container is told of Services, by variable
     * @param mounts what the volumes have become on this node
     */
    public static ContainerSpec of(
            Resource pod,
            CreateContainer command,
            NodeFacts node,
            NeededObjects objects,
            Map<String, String> services,
            List<Mount> mounts) {
        JsonNode container = definition(pod, command.container());
        JsonNode spec = pod.json().path("spec");
        Map<String, String> variables = variables(pod, command, node, objects, services);
        String hash = PodManifest.of(pod)
                .container(command.container())
                .map(ContainerManifest::hash)
                .orElse("");
        return new ContainerSpec(
                identity(pod, node),
                command.sandboxId(),
                command.container(),
                command.attempt(),
                hash,
                command.imageId(),
                expanded(container.path("command"), variables),
                expanded(container.path("args"), variables),
                variables.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList(),
                container.path("workingDir").asString(""),
                mounts,
                CgroupLimits.of(pod, container, node),
                SecurityContexts.of(spec, container),
                pidNamespace(spec, command),
                container.path("stdin").asBoolean(false),
                container.path("stdinOnce").asBoolean(false),
                container.path("tty").asBoolean(false));
    }

    private static Map<String, String> variables(
            Resource pod,
            CreateContainer command,
            NodeFacts node,
            NeededObjects objects,
            Map<String, String> services) {
        DownwardApi downward = new DownwardApi(pod, node, command.ip());
        JsonNode container = definition(pod, command.container());
        return Environment.of(pod.namespace(), container, services, objects, downward);
    }

    /** The container's part, with a {@code subPath} in place of each {@code subPathExpr}: all of its variables must be there. */
    public static JsonNode withSubPaths(
            Resource pod,
            CreateContainer command,
            NodeFacts node,
            NeededObjects objects,
            Map<String, String> services) {
        JsonNode container = definition(pod, command.container());
        if (container.path("volumeMounts").valueStream().noneMatch(ContainerRecipe::hasExpression)) {
            return container;
        }
        Map<String, String> variables = variables(pod, command, node, objects, services);
        JsonNode written = container.deepCopy();
        for (JsonNode mount : written.path("volumeMounts")) {
            if (hasExpression(mount)) {
                String expression = ((ObjectNode) mount).remove("subPathExpr").asString("");
                ((ObjectNode) mount).put("subPath", Expansion.expand(expression, name -> known(name, variables)));
            }
        }
        return written;
    }

    private static boolean hasExpression(JsonNode mount) {
        return !mount.path("subPathExpr").asString("").isEmpty();
    }

    private static String known(String name, Map<String, String> variables) {
        String value = variables.get(name);
        if (value == null) {
            throw new ConfigErrorException("failed to expand subPath: missing value for \"" + name + "\"");
        }
        return value;
    }

    /** What a container of the pod, as it is now, may use. */
    public static Limits limits(Resource pod, String container, NodeFacts node) {
        return CgroupLimits.of(pod, definition(pod, container), node);
    }

    /** One container may see another's processes, or all of a pod's containers each other's. */
    private static PidNamespace pidNamespace(JsonNode spec, CreateContainer command) {
        if (!command.targetId().isEmpty()) {
            return PidNamespace.of(command.targetId());
        }
        if (spec.path("hostPID").asBoolean(false)) {
            return PidNamespace.HOST;
        }
        return spec.path("shareProcessNamespace").asBoolean(false)
                ? PidNamespace.of(command.sandboxId())
                : PidNamespace.OWN;
    }

    public static PodIdentity identity(Resource pod, NodeFacts node) {
        return new PodIdentity(node.name(), pod.uid(), pod.namespace(), pod.name());
    }

    private static List<String> expanded(JsonNode words, Map<String, String> variables) {
        List<String> out = new ArrayList<>();
        for (JsonNode word : words) {
            out.add(Expansion.expand(word.asString(""), variables));
        }
        return out;
    }
}
