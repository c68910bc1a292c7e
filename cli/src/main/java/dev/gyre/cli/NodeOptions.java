package dev.gyre.cli;

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

    NameOptions names() {
        return names;
    }

    IngressOptions ingress() {
        return ingress;
    }
}
