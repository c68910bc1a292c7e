package dev.gyre.node.lifecycle;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the lifecycle knows about a pod, whatever state the pod is in.
 *
 * @param ip the latest address; kept after the sandbox is gone, as the API keeps it
 * @param isInitialized the init containers have done their part in this sandbox, so the main containers' turn has come
 * @param reported the status last sent to the API; null before the first
 */
record PodFacts(
        PodManifest pod,
        Instant startTime,
        Sandbox sandbox,
        String ip,
        Map<String, ContainerProgress> containers,
        boolean isInitialized,
        @Nullable ObjectNode reported) {

    static PodFacts of(PodManifest pod, Instant now) {
        Map<String, ContainerProgress> containers = new LinkedHashMap<>();
        for (ContainerManifest container : pod.allContainers()) {
            containers.put(container.name(), ContainerProgress.waiting(container));
        }
        String startTime = pod.status().path("startTime").asString("");
        return new PodFacts(
                pod,
                startTime.isEmpty() ? now : Instant.parse(startTime),
                new Sandbox.None(0),
                pod.status().path("podIP").asString(""),
                containers,
                false,
                null);
    }

    PodFacts with(PodManifest pod) {
        return new PodFacts(pod, startTime, sandbox, ip, containers, isInitialized, reported);
    }

    PodFacts with(Sandbox sandbox) {
        String address = sandbox instanceof Sandbox.Ready ready ? ready.ip() : ip;
        return new PodFacts(pod, startTime, sandbox, address, containers, isInitialized, reported);
    }

    PodFacts with(ContainerProgress container) {
        Map<String, ContainerProgress> changed = new LinkedHashMap<>(containers);
        changed.put(container.name(), container);
        return new PodFacts(pod, startTime, sandbox, ip, changed, isInitialized, reported);
    }

    PodFacts withReported(ObjectNode status) {
        return new PodFacts(pod, startTime, sandbox, ip, containers, isInitialized, status);
    }

    PodFacts initialized(boolean isInitialized) {
        return new PodFacts(pod, startTime, sandbox, ip, containers, isInitialized, reported);
    }

    ContainerProgress of(ContainerManifest container) {
        ContainerProgress progress = containers.get(container.name());
        return progress == null ? ContainerProgress.waiting(container) : progress;
    }

    /** No process of the pod runs, and the runtime has nothing in hand for it. */
    boolean isSettled() {
        return !(sandbox instanceof Sandbox.Starting)
                && containers.values().stream().allMatch(c -> c.phase().isSettled());
    }

    /** The init container whose turn it is; null when all have done their part. */
    @Nullable
    ContainerManifest nextInitContainer() {
        return isInitialized
                ? null
                : pod.initContainers().stream()
                        .filter(init -> !hasDoneItsPart(init))
                        .findFirst()
                        .orElse(null);
    }

    /** An init container has succeeded; a sidecar has started. */
    boolean hasDoneItsPart(ContainerManifest init) {
        ContainerProgress progress = of(init);
        return init.isSidecar() ? progress.phase().isStarted() : progress.isCompleted();
    }

    /** No process of the main and ephemeral containers runs, and of the sidecars after this one neither. */
    boolean isTurnToStop(ContainerManifest sidecar) {
        List<ContainerManifest> all = pod.allContainers();
        return all.subList(all.indexOf(sidecar) + 1, all.size()).stream()
                .allMatch(later -> of(later).phase().isSettled());
    }

    List<ContainerProgress> progressOf(List<ContainerManifest> some) {
        return some.stream().map(this::of).toList();
    }
}
