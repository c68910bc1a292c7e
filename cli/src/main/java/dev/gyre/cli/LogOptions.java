package dev.gyre.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a Kafka of the user's own, and what its topics are called. */
final class LogOptions {

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "A Kafka cluster of your own instead of a broker in this process.")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Client configuration for it, as librdkafka writes it (kafka.properties of `up` is one).")
    private @Nullable Path config;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", description = "Put before the name of every topic.")
    private String topicPrefix = "";

    @Nullable
    String bootstrap() {
        return kafka;
    }

    @Nullable
    Path config() {
        return config;
    }

    String topicPrefix() {
        return topicPrefix;
    }
}
