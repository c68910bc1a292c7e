package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.util.Map;

/** The bridge on which all pods of the cluster on this machine have their addresses; made when the first pod needs it. */
final class PodNetwork {
    private final DockerClient docker;
    private final String name;
    private final String bridge;
    private final Labels labels;
    private volatile boolean isThere;

    PodNetwork(DockerClient docker, String name, String bridge, Labels labels) {
        this.docker = docker;
        this.name = name;
        this.bridge = bridge;
        this.labels = labels;
    }

    void ensure() {
        if (isThere) {
            return;
        }
        synchronized (this) {
            if (!isThere) {
                create();
                isThere = true;
            }
        }
    }

    private void create() {
        if (exists()) {
            return;
        }
        try {
            docker.createNetworkCmd()
                    .withName(name)
                    .withDriver("bridge")
                    .withOptions(Map.of("com.docker.network.bridge.name", bridge))
                    .withCheckDuplicate(true)
                    .withLabels(labels.ofCluster())
                    .exec();
        } catch (ConflictException e) {
            if (!exists()) {
                throw e;
            }
        }
    }

    private boolean exists() {
        return docker.listNetworksCmd().withNameFilter(name).exec().stream()
                .anyMatch(network -> name.equals(network.getName()));
    }

    String addressOf(InspectContainerResponse sandbox) {
        ContainerNetwork network = sandbox.getNetworkSettings().getNetworks().get(name);
        String address = network == null ? null : network.getIpAddress();
        if (address == null || address.isEmpty()) {
            isThere = false;
            throw new RuntimeRefusal("FailedCreatePodSandBox", "the sandbox has no address on the network " + name);
        }
        return address;
    }

    void remove() {
        isThere = false;
        try {
            docker.removeNetworkCmd(name).exec();
        } catch (NotFoundException e) {
            // Never made, or gone already.
        }
    }
}
