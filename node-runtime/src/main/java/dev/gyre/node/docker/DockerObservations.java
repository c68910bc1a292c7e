package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.lifecycle.Termination;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon has, in our words. A list says little about each container, so each is inspected once in every state
 * that it is in and remembered: listing a quiet node again costs one call.
 */
final class DockerObservations {
    private final DockerClient docker;
    private final Labels labels;
    private final String network;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    private record Remembered(String dockerState, PodObservation observation) {}

    DockerObservations(DockerClient docker, Labels labels, String network) {
        this.docker = docker;
        this.labels = labels;
        this.network = network;
    }

    List<PodObservation> list(String nodeName) {
        List<Container> containers = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(Labels.CLUSTER, labels.clusterId(), Labels.NODE, nodeName))
                .exec();
        List<PodObservation> observations = new ArrayList<>();
        for (Container container : containers) {
            Remembered before = remembered.get(container.getId());
            if (before != null && before.dockerState().equals(container.getState())) {
                observations.add(before.observation());
            } else {
                inspect(container.getId()).ifPresent(observations::add);
            }
        }
        forgetAllBut(nodeName, containers);
        return observations;
    }

    private void forgetAllBut(String nodeName, List<Container> containers) {
        List<String> present = containers.stream().map(Container::getId).toList();
        java.util.Set<String> ids = new java.util.HashSet<>(present);
        remembered
                .entrySet()
                .removeIf(entry ->
                        entry.getValue().observation().pod().node().equals(nodeName) && !ids.contains(entry.getKey()));
    }

    Optional<PodObservation> inspect(String id) {
        try {
            InspectContainerResponse container = docker.inspectContainerCmd(id).exec();
            PodObservation observation = observation(container);
            String state = container.getState().getStatus();
            remembered.put(container.getId(), new Remembered(state == null ? "" : state, observation));
            return Optional.of(observation);
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private PodObservation observation(InspectContainerResponse container) {
        Map<String, String> its = container.getConfig().getLabels();
        String name = its.getOrDefault(Labels.CONTAINER, "");
        Observation observation = new Observation(
                container.getId(),
                name,
                name.equals(ContainerName.SANDBOX),
                Labels.attemptOf(its),
                its.getOrDefault(Labels.HASH, ""),
                container.getImageId(),
                life(container));
        return new PodObservation(Labels.podOf(its), observation);
    }

    private Life life(InspectContainerResponse container) {
        ContainerState state = container.getState();
        Instant started = time(state.getStartedAt());
        if (Boolean.TRUE.equals(state.getRunning())) {
            return new Life.Running(started, address(container));
        }
        if ("created".equals(state.getStatus())) {
            return new Life.Created();
        }
        Long code = state.getExitCodeLong();
        String error = state.getError();
        return new Life.Dead(Termination.of(
                container.getId(),
                code == null ? 137 : code.intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                error == null ? "" : error,
                started,
                time(state.getFinishedAt())));
    }

    private String address(InspectContainerResponse container) {
        ContainerNetwork ours = container.getNetworkSettings().getNetworks().get(network);
        String address = ours == null ? null : ours.getIpAddress();
        return address == null ? "" : address;
    }

    static Instant time(@Nullable String text) {
        return text == null || text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }
}
