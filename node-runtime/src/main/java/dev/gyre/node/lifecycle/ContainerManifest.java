package dev.gyre.node.lifecycle;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a container that its pod's lifecycle decides on.
 *
 * @param hash tells whether the container's definition is still the one it was started with
 * @param target the container whose processes an ephemeral container sees; empty for none
 * @param resources its requests and limits; empty for none
 * @param restartsFor the resources that do not change under a running process
 * @param isServing whether anything in it says that requests are sent to it: a port, or a readiness probe
 */
public record ContainerManifest(
        String name,
        String image,
        PullPolicy pullPolicy,
        Role role,
        String hash,
        Map<ProbeKind, ProbeTimes> probes,
        Set<HookKind> hooks,
        String target,
        JsonNode resources,
        List<String> restartsFor,
        boolean isServing) {

    /** What a container is to its pod. */
    public enum Role {
        /** Runs to its end before what comes after it. */
        INIT,
        /** Starts before what comes after it, and goes on beside it. */
        SIDECAR,
        MAIN,
        /** Added to a pod that runs, for somebody to look around; nothing depends on it. */
        EPHEMERAL
    }

    /** Whether it stands in {@code initContainers}. */
    public boolean isInit() {
        return role == Role.INIT || role == Role.SIDECAR;
    }

    boolean isSidecar() {
        return role == Role.SIDECAR;
    }

    static List<ContainerManifest> all(JsonNode list, Role role) {
        List<ContainerManifest> containers = new ArrayList<>();
        for (JsonNode container : list) {
            containers.add(of(container, role));
        }
        return List.copyOf(containers);
    }

    private static ContainerManifest of(JsonNode container, Role listed) {
        boolean isSidecar = listed == Role.INIT
                && container.path("restartPolicy").asString("").equals("Always");
        String image = container.path("image").asString("");
        Map<ProbeKind, ProbeTimes> probes = new EnumMap<>(ProbeKind.class);
        for (ProbeKind kind : ProbeKind.values()) {
            if (container.path(kind.field()).isObject()) {
                probes.put(kind, ProbeTimes.of(container.path(kind.field())));
            }
        }
        Set<HookKind> hooks = EnumSet.noneOf(HookKind.class);
        for (HookKind kind : HookKind.values()) {
            if (container.path("lifecycle").path(kind.field()).isObject()) {
                hooks.add(kind);
            }
        }
        return new ContainerManifest(
                container.path("name").asString(""),
                image,
                PullPolicy.of(container.path("imagePullPolicy").asString(""), image),
                isSidecar ? Role.SIDECAR : listed,
                SpecHash.of(container),
                Map.copyOf(probes),
                Set.copyOf(hooks),
                container.path("targetContainerName").asString(""),
                resources(container),
                restartsFor(container.path("resizePolicy")),
                !container.path("ports").isEmpty() || probes.containsKey(ProbeKind.READINESS));
    }

    private static JsonNode resources(JsonNode container) {
        ObjectNode resources = Json.object();
        for (String list : List.of("requests", "limits")) {
            if (!container.path("resources").path(list).isEmpty()) {
                resources.set(list, container.path("resources").path(list));
            }
        }
        return resources;
    }

    private static List<String> restartsFor(JsonNode policies) {
        return policies.valueStream()
                .filter(policy -> policy.path("restartPolicy").asString("").equals("RestartContainer"))
                .map(policy -> policy.path("resourceName").asString(""))
                .toList();
    }
}
