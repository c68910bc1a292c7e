package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerManifest.Role;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a pod that its lifecycle decides on, read once from the object: thousands of these fit where a few typed
 * models would.
 *
 * @param deletionGraceSeconds how long its processes may take to end; null while nobody deletes the pod
 * @param status what the API holds, for instance the restart counts of an earlier life of this agent
 */
public record PodManifest(
        ResourceKey key,
        String uid,
        long revision,
        RestartPolicy restartPolicy,
        List<ContainerManifest> initContainers,
        List<ContainerManifest> containers,
        List<ContainerManifest> ephemeralContainers,
        boolean hasHostNetwork,
        long terminationGraceSeconds,
        @Nullable Long deletionGraceSeconds,
        @Nullable Long activeDeadlineSeconds,
        List<String> readinessGates,
        ObjectNode status) {

    /** When a container that ended is started again. */
    public enum RestartPolicy {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    private static final long DEFAULT_GRACE_SECONDS = 30;

    public static PodManifest of(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        JsonNode metadata = pod.json().path("metadata");
        long grace = spec.path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
        Long deletionGrace =
                pod.isDeleting() ? metadata.path("deletionGracePeriodSeconds").asLong(grace) : null;
        List<String> gates = new ArrayList<>();
        spec.path("readinessGates")
                .forEach(gate -> gates.add(gate.path("conditionType").asString("")));
        return new PodManifest(
                pod.key(),
                pod.uid(),
                pod.revision(),
                restartPolicy(spec.path("restartPolicy").asString("Always")),
                ContainerManifest.all(spec.path("initContainers"), Role.INIT),
                ContainerManifest.all(spec.path("containers"), Role.MAIN),
                ContainerManifest.all(spec.path("ephemeralContainers"), Role.EPHEMERAL),
                spec.path("hostNetwork").asBoolean(false),
                grace,
                deletionGrace,
                spec.hasNonNull("activeDeadlineSeconds")
                        ? spec.path("activeDeadlineSeconds").asLong()
                        : null,
                List.copyOf(gates),
                pod.json().path("status") instanceof ObjectNode status ? status : Json.object());
    }

    public boolean isDeleting() {
        return deletionGraceSeconds != null;
    }

    /** The pod as messages name it: {@code name_namespace(uid)}. */
    String fullName() {
        return key.name() + "_" + key.namespace() + "(" + uid + ")";
    }

    /** How long its processes may take to end, should it be stopped now. */
    public long graceSeconds() {
        return deletionGraceSeconds == null ? terminationGraceSeconds : deletionGraceSeconds;
    }

    /** The same pod as if somebody had deleted it: for one that vanished from the API before it was looked at. */
    PodManifest asDeleted() {
        return new PodManifest(
                key,
                uid,
                revision,
                restartPolicy,
                initContainers,
                containers,
                ephemeralContainers,
                hasHostNetwork,
                terminationGraceSeconds,
                graceSeconds(),
                activeDeadlineSeconds,
                readinessGates,
                status);
    }

    /** Whether the API already says that this pod's work is over; that is never taken back. */
    public boolean isTerminal() {
        String phase = status.path("phase").asString("");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Init containers first, in the order in which they run; ephemeral ones last. */
    public List<ContainerManifest> allContainers() {
        List<ContainerManifest> all = new ArrayList<>(initContainers);
        all.addAll(containers);
        all.addAll(ephemeralContainers);
        return all;
    }

    /** The containers by which a pod is ready or not: sidecars, then the main ones. */
    List<ContainerManifest> servingContainers() {
        List<ContainerManifest> all = new ArrayList<>(sidecars());
        all.addAll(containers);
        return all;
    }

    List<ContainerManifest> sidecars() {
        return initContainers.stream().filter(ContainerManifest::isSidecar).toList();
    }

    public Optional<ContainerManifest> container(String name) {
        return allContainers().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** What the API holds about one container; missing where it holds nothing. */
    public JsonNode reportedStatus(ContainerManifest container) {
        String list = switch (container.role()) {
            case INIT, SIDECAR -> "initContainerStatuses";
            case MAIN -> "containerStatuses";
            case EPHEMERAL -> "ephemeralContainerStatuses";
        };
        for (JsonNode entry : status.path(list)) {
            if (entry.path("name").asString("").equals(container.name())) {
                return entry;
            }
        }
        return status.path("none");
    }

    private static RestartPolicy restartPolicy(String word) {
        return switch (word) {
            case "Never" -> RestartPolicy.NEVER;
            case "OnFailure" -> RestartPolicy.ON_FAILURE;
            default -> RestartPolicy.ALWAYS;
        };
    }
}
