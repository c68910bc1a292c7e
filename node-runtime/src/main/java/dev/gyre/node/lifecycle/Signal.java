package dev.gyre.node.lifecycle;

import java.time.Instant;
import java.util.List;

/** What the API, the container runtime and the clock say about one pod. */
public sealed interface Signal {

    /** The pod as the API has it now: new, changed, or being deleted. */
    record PodSpecified(PodManifest pod) implements Signal {}

    /** The node cannot take a pod that is new here; the reason is in the API's words, such as {@code NodePorts}. */
    record Refused(String reason, String message) implements Signal {}

    /** The API has no such pod any more. */
    record PodVanished() implements Signal {}

    /**
     * Everything the runtime has of the pod, newest attempt last. The answer to {@link PodCommand.Observe}, and repeated
     * from time to time in case an event was missed.
     */
    record RuntimeObserved(List<Observation> containers) implements Signal {}

    record VolumesReady() implements Signal {}

    record VolumesFailed(String message) implements Signal {}

    record SandboxStarted(int attempt, String id, String ip) implements Signal {}

    record SandboxFailed(int attempt, String message) implements Signal {}

    /** The process that holds the sandbox ended. */
    record SandboxExited(String id) implements Signal {}

    /** @param wasPulled and did not lie there already */
    record ImagePresent(String container, String imageId, boolean wasPulled) implements Signal {}

    /** @param reason {@code ErrImagePull}, {@code ErrImageNeverPull} or {@code InvalidImageName} */
    record PullFailed(String container, String reason, String message) implements Signal {}

    record ContainerCreated(String container, int attempt, String id) implements Signal {}

    /** @param reason {@code CreateContainerConfigError} or {@code CreateContainerError} */
    record CreateFailed(String container, int attempt, String reason, String message) implements Signal {}

    record ContainerStarted(String container, String id, Instant startedAt) implements Signal {}

    record StartFailed(String container, String id, String message) implements Signal {}

    /** What was asked for one attempt of a container has been applied. */
    record Resized(String container, String id) implements Signal {}

    record ResizeFailed(String container, String id, String message) implements Signal {}

    record ContainerExited(String container, Termination how) implements Signal {}

    /** What a probe of one attempt of a container answered. */
    record Probed(String container, String id, ProbeKind kind, ProbeResult result, String message) implements Signal {}

    /** A hook of one attempt of a container is over; {@code failure} is empty where it did what it should. */
    record HookDone(String container, String id, HookKind kind, String failure) implements Signal {}

    /** Something that was to be removed is gone: a container's id, a sandbox's id, or {@link #VOLUMES}. */
    record Removed(String what) implements Signal {}

    /** The time that was asked for has come. */
    record Tick() implements Signal {}

    /** The name under which a pod's volumes are awaited in {@link Removed}. */
    String VOLUMES = "volumes";

    /** One container or sandbox as the runtime has it. */
    record Observation(
            String id, String container, boolean isSandbox, int attempt, String hash, String imageId, Life life) {}

    /** What a container is doing. */
    sealed interface Life {
        record Created() implements Life {}

        /** @param ip of a sandbox */
        record Running(Instant startedAt, String ip) implements Life {}

        record Dead(Termination how) implements Life {}
    }
}
