package dev.gyre.node.runtime;

import java.util.List;
import java.util.Map;

/** A pod's sandbox, as the runtime is asked for it. */
public record SandboxSpec(
        PodIdentity pod,
        int attempt,
        String hostname,
        boolean hasHostNetwork,
        boolean hasHostIpc,
        List<PublishedPort> ports,
        Map<String, String> sysctls) {

    /** A port of the pod on the node's own address. */
    public record PublishedPort(int hostPort, int containerPort, String protocol, String hostIp) {}
}
