package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.runtime.ContainerExec;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerSpec;
import dev.gyre.node.runtime.ContainerStreams;
import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.node.runtime.SandboxSpec;
import dev.gyre.node.runtime.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers by a Docker daemon. A name that is taken is no failure: whoever took it was this agent in an earlier life or
 * an earlier try, so the container of that name is looked at and taken over if it is the one that was asked for.
 */
public final class DockerRuntime implements ContainerRuntime {
    private static final Logger log = LoggerFactory.getLogger(DockerRuntime.class);

    private final DockerSettings settings;
    private final Labels labels;
    private final DockerClient docker;
    private final DockerCalls calls;
    private final PodNetwork network;
    private final DockerImages images;
    private final DockerObservations observations;
    private final DockerExec exec;
    private final CgroupUsage cgroups = new CgroupUsage();
    private final DockerStreams streams;

    public DockerRuntime(DockerSettings settings) {
        this.settings = settings;
        this.labels = new Labels(settings.clusterId(), settings.labels());
        this.docker = connect(settings);
        this.calls = new DockerCalls(settings.concurrency());
        this.network = new PodNetwork(docker, settings.networkName(), settings.bridgeName(), labels);
        this.images = new DockerImages(docker);
        this.exec = new DockerExec(docker, calls);
        this.observations = new DockerObservations(docker, labels, settings.networkName());
        this.streams = new DockerStreams(new DockerHttp(new UnixSocketDockerClient(settings.socket())));
    }

    static DockerClient connect(DockerSettings settings) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + settings.socket())
                .build();
        return DockerClientImpl.getInstance(config, new UnixSocketDockerClient(settings.socket()));
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public CompletionStage<MachineInfo> machine() {
        return calls.call("Docker", () -> DockerMachine.read(docker));
    }

    @Override
    public CompletionStage<ResolvedImage> resolveImage(String image, PullPolicy policy, Runnable onPull) {
        return calls.patientCall("ErrImagePull", () -> images.resolve(image, policy, onPull));
    }

    @Override
    public CompletionStage<String> imageUser(String imageId) {
        return calls.call("ImageInspectError", () -> images.user(imageId));
    }

    @Override
    public ContainerExec exec() {
        return exec;
    }

    @Override
    public CompletionStage<StartedSandbox> startSandbox(SandboxSpec spec) {
        return calls.call("FailedCreatePodSandBox", () -> {
            if (!spec.hasHostNetwork()) {
                network.ensure();
            }
            String name = ContainerName.of(spec.pod(), ContainerName.SANDBOX, spec.attempt());
            String id = created(
                    name,
                    () -> DockerRequests.sandbox(docker, name, spec, settings, labels)
                            .exec()
                            .getId(),
                    existing -> true);
            try {
                startOrRemove(id);
            } catch (DockerException e) {
                throw new RuntimeRefusal("FailedCreatePodSandBox", TakenPort.explained(DockerCalls.message(e)));
            }
            InspectContainerResponse sandbox = docker.inspectContainerCmd(id).exec();
            return new StartedSandbox(id, spec.hasHostNetwork() ? "" : network.addressOf(sandbox));
        });
    }

    @Override
    public CompletionStage<String> createContainer(ContainerSpec spec) {
        String name = ContainerName.of(spec.pod(), spec.name(), spec.attempt());
        return calls.call(
                "CreateContainerError",
                () -> created(
                        name,
                        () -> DockerRequests.container(docker, name, spec, labels)
                                .exec()
                                .getId(),
                        existing -> joins(existing, spec.sandboxId())));
    }

    private static boolean joins(InspectContainerResponse container, String sandboxId) {
        return ("container:" + sandboxId).equals(container.getHostConfig().getNetworkMode());
    }

    /** Creates, or takes over what has the name already; what has the name and is not fit is removed first. */
    private String created(
            String name, Supplier<String> create, java.util.function.Predicate<InspectContainerResponse> isFit) {
        try {
            return create.get();
        } catch (ConflictException e) {
            InspectContainerResponse existing = docker.inspectContainerCmd(name).exec();
            if (isFit.test(existing)) {
                return existing.getId();
            }
            removeNow(existing.getId());
            return create.get();
        }
    }

    /** What cannot start is removed, so that the next try makes it anew. */
    private void startOrRemove(String id) {
        try {
            start(id);
        } catch (RuntimeException e) {
            removeNow(id);
            throw e;
        }
    }

    private void start(String id) {
        try {
            docker.startContainerCmd(id).exec();
        } catch (NotModifiedException e) {
            // It runs already.
        }
    }

    @Override
    public CompletionStage<Instant> startContainer(String id) {
        return calls.call("RunContainerError", () -> {
            start(id);
            return DockerObservations.time(
                    docker.inspectContainerCmd(id).exec().getState().getStartedAt());
        });
    }

    @Override
    public CompletionStage<Void> resizeContainer(String id, ContainerSpec.Limits limits) {
        return calls.call("ResizeContainerError", () -> {
            DockerRequests.resize(docker, id, limits).exec();
            return null;
        });
    }

    @Override
    public CompletionStage<Void> stopContainer(String id, long graceSeconds) {
        return calls.patientCall("StopContainerError", () -> {
            try {
                docker.stopContainerCmd(id)
                        .withTimeout((int) Math.min(graceSeconds, Integer.MAX_VALUE))
                        .exec();
            } catch (NotFoundException | NotModifiedException e) {
                // It has ended already, which is all that was wanted.
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        return calls.call("RemoveContainerError", () -> {
            removeNow(id);
            return null;
        });
    }

    private void removeNow(String id) {
        try {
            docker.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            // Gone already.
        } catch (ConflictException e) {
            if (!DockerCalls.message(e).contains("already in progress")) {
                throw e;
            }
            awaitRemoval(id);
        }
    }

    /** Somebody else is removing it; that it is gone is what counts. */
    private void awaitRemoval(String id) {
        try {
            docker.waitContainerCmd(id).start().awaitCompletion();
        } catch (NotFoundException e) {
            // Gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeRefusal("RemoveContainerError", "the agent is shutting down");
        }
    }

    @Override
    public CompletionStage<List<PodObservation>> list(String nodeName) {
        return calls.call("Docker", () -> observations.list(nodeName));
    }

    @Override
    public AutoCloseable watch(Consumer<PodObservation> listener) {
        return new DockerEvents(
                docker,
                settings.clusterId(),
                id -> calls.call("Docker", () -> {
                    observations.inspect(id).ifPresent(listener);
                    return null;
                }));
    }

    @Override
    public Optional<Usage> usage(String id) {
        return cgroups.of(id);
    }

    @Override
    public Optional<Usage> machineUsage() {
        return cgroups.ofMachine();
    }

    @Override
    public AutoCloseable logs(String id, LogQuery query, LogSink sink) {
        return DockerLogs.read(docker, id, query, sink);
    }

    @Override
    public ContainerStreams streams() {
        return streams;
    }

    /**
     * Removes every container of this cluster and its network: what {@code down} and the end of a test ask for. Answers the
     * number of containers that were there.
     */
    public CompletionStage<Integer> removeAll() {
        return calls.call("Docker", () -> {
            List<String> ids = new ArrayList<>();
            docker.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(Map.of(Labels.CLUSTER, settings.clusterId()))
                    .exec()
                    .forEach(container -> ids.add(container.getId()));
            ids.forEach(this::removeNow);
            network.remove();
            return ids.size();
        });
    }

    @Override
    public void close() {
        calls.close();
        try {
            docker.close();
        } catch (java.io.IOException e) {
            log.debug("closing the connection to Docker", e);
        }
    }
}
