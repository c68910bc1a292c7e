package dev.gyre.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A node agent as a process of its own, with one kubelet or many. */
@Command(name = "node", description = "Run a node agent against a gateway and --kafka of your own.")
final class NodeCommand implements Callable<Integer> {

    @Mixin
    private RemoteOptions options = new RemoteOptions();

    @Mixin
    private NodeOptions nodes = new NodeOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What nodes are called before their number (default: ${DEFAULT-VALUE}).")
    private String name = "node";

    @Override
    public Integer call() throws Exception {
        ClusterFiles files = new ClusterFiles(options.data(), Instant.now());
        if (nodes.real() > 0) {
            DockerDaemon.require(System.out);
        }
        return ForegroundRole.run(startup -> {
            options.openMetrics(startup);
            LogRole log = startup.start("log", () -> LogRole.connect(files, options.log(), RoleIdentity.NODES));
            ApiRole api = startup.start("gateway", () -> new ApiRole(files, options.gateway(files)));
            new NodesRole(files, log, api::client, api.vertx(), name, Forwarding.STANDARD_RANGE)
                    .start(nodes, NodesRole.OnClose.LEAVE_CONTAINERS, startup);
        });
    }
}
