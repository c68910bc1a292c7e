package dev.gyre.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many nodes of which sort. */
final class NodeOptions {

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Real nodes, which run containers in Docker (default: ${DEFAULT-VALUE}).")
    private int real = 1;

    @Option(
            names = "--simulated-nodes",
            paramLabel = "N",
            description = "Nodes with real kubelets on a simulated container runtime (default: ${DEFAULT-VALUE}).")
    private int simulated = 0;

    @Option(
            names = "--node-labels",
            paramLabel = "KEY=VALUE",
            split = ",",
            description = "Labels of all these nodes, such as their zone: topology.kubernetes.io/zone=a.")
    private Map<String, String> labels = Map.of();

    @Mixin
    private CloudProvider cloudProvider = new CloudProvider();

    @Mixin
    private NameOptions names = new NameOptions();

    @Mixin
    private IngressOptions ingress = new IngressOptions();

    static NodeOptions of(int real, int simulated) {
        NodeOptions options = new NodeOptions();
        options.real = real;
        options.simulated = simulated;
        return options;
    }

    int real() {
        return real;
    }

    int simulated() {
        return simulated;
    }

    Map<String, String> labels() {
        return labels;
    }

    CloudProvider cloudProvider() {
        return cloudProvider;
    }

    NameOptions names() {
        return names;
    }

    IngressOptions ingress() {
        return ingress;
    }
}
