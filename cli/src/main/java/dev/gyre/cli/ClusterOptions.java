package dev.gyre.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a cluster on one machine consists of. */
final class ClusterOptions {

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port (default: ${DEFAULT-VALUE}).")
    private int port = 6443;

    @Mixin
    private NodeOptions nodes = new NodeOptions();

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Mixin
    private ServiceOptions services = new ServiceOptions();

    @Mixin
    private LoadBalancerOptions balancers = new LoadBalancerOptions();

    /** One simulated node and nothing that needs Docker. */
    static ClusterOptions simulated(int port) {
        ClusterOptions options = new ClusterOptions();
        options.port = port;
        options.nodes = NodeOptions.of(0, 1);
        return options;
    }

    int port() {
        return port;
    }

    NodeOptions nodes() {
        return nodes;
    }

    StoreOptions store() {
        return store;
    }

    LogOptions log() {
        return log;
    }

    HistoryOptions history() {
        return history;
    }

    ServiceOptions services() {
        return services;
    }

    LoadBalancerOptions balancers() {
        return balancers;
    }
}
