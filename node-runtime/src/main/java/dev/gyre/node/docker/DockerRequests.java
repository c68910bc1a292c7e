package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.UpdateContainerCmd;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.gyre.node.runtime.ContainerSpec;
import dev.gyre.node.runtime.ContainerSpec.Limits;
import dev.gyre.node.runtime.ContainerSpec.Privileges;
import dev.gyre.node.runtime.SandboxSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our specifications in Docker's words. */
final class DockerRequests {
    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final LogConfig BOUNDED_LOG =
            new LogConfig(LoggingType.JSON_FILE, Map.of("max-size", "10m", "max-file", "3"));

    private DockerRequests() {}

    static CreateContainerCmd sandbox(
            DockerClient docker, String name, SandboxSpec spec, DockerSettings settings, Labels labels) {
        List<PortBinding> bindings = new ArrayList<>();
        List<ExposedPort> exposed = new ArrayList<>();
        for (SandboxSpec.PublishedPort port : spec.ports()) {
            ExposedPort inside = new ExposedPort(port.containerPort(), InternetProtocol.parse(port.protocol()));
            exposed.add(inside);
            bindings.add(new PortBinding(bindTo(port), inside));
        }
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(spec.hasHostNetwork() ? "host" : settings.networkName())
                .withIpcMode(spec.hasHostIpc() ? "host" : "shareable")
                .withOomScoreAdj(OomScore.allowed(-998))
                .withCpuShares(2)
                .withSysctls(spec.sysctls())
                .withPortBindings(bindings)
                .withLogConfig(BOUNDED_LOG);
        CreateContainerCmd command = docker.createContainerCmd(settings.sandboxImage())
                .withName(name)
                .withLabels(labels.of(spec.pod(), ContainerName.SANDBOX, spec.attempt(), ""))
                .withExposedPorts(exposed)
                .withHostConfig(host);
        return spec.hasHostNetwork() ? command : command.withHostName(spec.hostname());
    }

    private static Ports.Binding bindTo(SandboxSpec.PublishedPort port) {
        return port.hostIp().isEmpty()
                ? Ports.Binding.bindPort(port.hostPort())
                : Ports.Binding.bindIpAndPort(port.hostIp(), port.hostPort());
    }

    static CreateContainerCmd container(DockerClient docker, String name, ContainerSpec spec, Labels labels) {
        CreateContainerCmd command = docker.createContainerCmd(spec.image())
                .withName(name)
                .withLabels(labels.of(spec.pod(), spec.name(), spec.attempt(), spec.hash()))
                .withEnv(spec.environment())
                .withStdinOpen(spec.hasStdin())
                .withStdInOnce(spec.isStdinOnce())
                .withTty(spec.hasTty())
                .withHostConfig(hostConfig(spec));
        if (!spec.command().isEmpty()) {
            command.withEntrypoint(spec.command());
        }
        if (!spec.args().isEmpty()) {
            command.withCmd(spec.args());
        }
        if (!spec.workingDir().isEmpty()) {
            command.withWorkingDir(spec.workingDir());
        }
        if (spec.privileges().user() != null) {
            command.withUser(spec.privileges().user());
        }
        return command;
    }

    private static HostConfig hostConfig(ContainerSpec spec) {
        String joined = "container:" + spec.sandboxId();
        Limits limits = spec.limits();
        Privileges privileges = spec.privileges();
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(joined)
                .withIpcMode(joined)
                .withMounts(spec.mounts().stream().map(DockerRequests::mount).toList())
                .withCpuShares(limits.cpuShares())
                .withOomScoreAdj(OomScore.allowed(limits.oomScoreAdjustment()))
                .withPrivileged(privileges.isPrivileged())
                .withReadonlyRootfs(privileges.isRootReadOnly())
                .withGroupAdd(privileges.supplementalGroups())
                .withCapAdd(capabilities(privileges.addedCapabilities()))
                .withCapDrop(capabilities(privileges.droppedCapabilities()))
                .withSecurityOpts(securityOptions(privileges))
                .withLogConfig(BOUNDED_LOG);
        if (spec.processes().isHost()) {
            host.withPidMode("host");
        } else if (!spec.processes().containerId().isEmpty()) {
            host.withPidMode("container:" + spec.processes().containerId());
        }
        if (limits.cpuQuotaMicros() > 0) {
            host.withCpuPeriod(CPU_PERIOD_MICROS).withCpuQuota(limits.cpuQuotaMicros());
        }
        if (limits.memoryBytes() > 0) {
            host.withMemory(limits.memoryBytes()).withMemorySwap(limits.memoryBytes());
        }
        return host;
    }

    static UpdateContainerCmd resize(DockerClient docker, String id, Limits limits) {
        UpdateContainerCmd command = docker.updateContainerCmd(id).withCpuShares(limits.cpuShares());
        if (limits.cpuQuotaMicros() > 0) {
            command.withCpuPeriod(CPU_PERIOD_MICROS).withCpuQuota(limits.cpuQuotaMicros());
        }
        if (limits.memoryBytes() > 0) {
            command.withMemory(limits.memoryBytes()).withMemorySwap(limits.memoryBytes());
        }
        return command;
    }

    private static Mount mount(ContainerSpec.Mount mount) {
        Mount bind = new Mount()
                .withType(MountType.BIND)
                .withSource(mount.source())
                .withTarget(mount.target())
                .withReadOnly(mount.isReadOnly());
        return switch (mount.propagation()) {
            case "HostToContainer" -> bind.withBindOptions(new BindOptions().withPropagation(BindPropagation.R_SLAVE));
            case "Bidirectional" -> bind.withBindOptions(new BindOptions().withPropagation(BindPropagation.R_SHARED));
            // The daemon's default is private, but for what its own directory lies in, such as all of the host.
            default -> bind;
        };
    }

    private static Capability[] capabilities(List<String> names) {
        return names.stream().map(Capability::valueOf).toArray(Capability[]::new);
    }

    private static List<String> securityOptions(Privileges privileges) {
        List<String> options = new ArrayList<>();
        if (!privileges.mayGainPrivileges()) {
            options.add("no-new-privileges");
        }
        if (privileges.seccompProfile().equals("Unconfined")) {
            options.add("seccomp=unconfined");
        }
        return options;
    }
}
