package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.events.kafka.EmbeddedBroker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the log is kept: a Kafka of the user's own, or a broker in this JVM with mutual TLS. */
record BrokerRole(String bootstrap, @Nullable EmbeddedBroker broker) implements AutoCloseable {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");

    static BrokerRole start(ClusterFiles files, LogOptions log) {
        String bootstrap = log.bootstrap();
        if (bootstrap != null || log.config() != null) {
            return new BrokerRole(bootstrap == null ? "" : bootstrap, null);
        }
        return embedded(files, Ports.freeOr(files.rememberedPort("KAFKA")));
    }

    static BrokerRole embedded(ClusterFiles files, int port) {
        ClusterPki.Credentials server = files.pki().credentials("kafka", "gyre-kafka", List.of(), LOOPBACK);
        EmbeddedBroker broker = EmbeddedBroker.start(files.directory("kafka"), port, ClusterFiles.kafkaPem(server));
        return new BrokerRole(broker.bootstrapServers(), broker);
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }
}
