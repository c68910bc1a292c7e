package dev.gyre.node.runtime;

import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.lifecycle.Signal.Observation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Runs containers for any number of nodes. Every call may be repeated: what is there already is answered as if it had just
 * been made, what is gone already counts as removed. Failures are {@link RuntimeRefusal}s whose message is fit for a
 * pod's status.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** The scheme of container ids in the API: {@code docker}. */
    String name();

    /** What the machine that it runs on offers. */
    CompletionStage<MachineInfo> machine();

    CompletionStage<StartedSandbox> startSandbox(SandboxSpec spec);

    /**
     * Resolves an image, asking its registry as the policy says.
     *
     * @param onPull run when a pull begins, on any thread; not at all where the image lies there already
     */
    CompletionStage<ResolvedImage> resolveImage(String image, PullPolicy policy, Runnable onPull);

    /** The user that an image's containers run as where nobody says otherwise: a name or number, or empty for root. */
    CompletionStage<String> imageUser(String imageId);

    /** Runs commands in this runtime's containers. */
    ContainerExec exec();

    /** Answers the container's id. */
    CompletionStage<String> createContainer(ContainerSpec spec);

    CompletionStage<java.time.Instant> startContainer(String id);

    /** Gives a running container other limits than it was created with; its process goes on. */
    CompletionStage<Void> resizeContainer(String id, ContainerSpec.Limits limits);

    /** Asks it to end, and ends it when the grace is over; done when no process is left. */
    CompletionStage<Void> stopContainer(String id, long graceSeconds);

    /** Removes a container or sandbox, ending it at once if it runs. */
    CompletionStage<Void> remove(String id);

    /** Everything this cluster has on that node, dead or alive. */
    CompletionStage<List<PodObservation>> list(String nodeName);

    /** Hears of containers that ended, of all nodes, until closed. An event may be missed; {@link #list} tells. */
    AutoCloseable watch(Consumer<PodObservation> listener);

    /** What a running container uses; empty where that cannot be seen. Reads a few small files, and may block for them. */
    default Optional<Usage> usage(String id) {
        return Optional.empty();
    }

    /** What the whole machine uses. */
    default Optional<Usage> machineUsage() {
        return Optional.empty();
    }

    /** Feeds a container's log to the sink until it ends or the returned handle is closed. */
    AutoCloseable logs(String id, LogQuery query, LogSink sink);

    /** The ways into running containers that users hold open. */
    ContainerStreams streams();

    @Override
    void close();

    /** What the runtime has, and of which pod. */
    record PodObservation(PodIdentity pod, Observation container) {}

    /** @param ip empty on the host's network */
    record StartedSandbox(String id, String ip) {}

    /** @param id what the name stands for now */
    record ResolvedImage(String id, boolean wasPulled) {}

    /** Where log lines go; one call at a time. */
    interface LogSink {

        /** @return false when no more is wanted */
        boolean accept(byte[] bytes);

        void end();
    }

    /**
     * Which part of a log. {@code tailLines} of -1 means all; {@code sinceEpochSeconds} of 0 means from the beginning.
     */
    record LogQuery(boolean follow, int tailLines, long sinceEpochSeconds, boolean timestamps) {
        public static final LogQuery ALL = new LogQuery(false, -1, 0, false);
    }
}
