package dev.gyre.cli;

import dev.gyre.gateway.checkpoint.CheckpointUpkeep;
import dev.gyre.gateway.service.ServiceNetwork;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A gateway with its relay, in front of an etcd and a Kafka of the user's own. Any number may run. */
@Command(name = "gateway", description = "Run an API gateway against --etcd and --kafka of your own.")
final class GatewayCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port (default: ${DEFAULT-VALUE}).")
    private int port = 6443;

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Mixin
    private ServiceOptions services = new ServiceOptions();

    @Override
    public Integer call() throws Exception {
        ClusterFiles files = new ClusterFiles(data.open(), Instant.now());
        Ports.requireFree(port, "--port");
        ServiceNetwork network = services.network();
        CheckpointUpkeep.Settings checkpoints = history.checkpoints();
        return ForegroundRole.run(startup -> {
            LogRole connected = startup.start("log", () -> LogRole.connect(files, log, RoleIdentity.GATEWAY));
            EtcdRole etcd = startup.start("etcd", () -> EtcdRole.existing(files, store));
            GatewayRole gateway = startup.start(
                    "gateway",
                    () -> GatewayRole.start(
                            files,
                            etcd.options(),
                            CompletableFuture.completedFuture(connected),
                            checkpoints,
                            port,
                            network));
            files.writeKubeconfig(gateway.url());
        });
    }
}
