package dev.gyre.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A Kafka broker alone, for trying the other roles as processes of their own. */
@Command(name = "broker", description = "Run a Kafka broker with its data under --data.")
final class BrokerCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}.")
    private int port = 9092;

    @Override
    public Integer call() throws Exception {
        ClusterFiles files = new ClusterFiles(data.open(), Instant.now());
        return ForegroundRole.run(startup -> startup.start("broker", () -> BrokerRole.embedded(files, port)));
    }
}
