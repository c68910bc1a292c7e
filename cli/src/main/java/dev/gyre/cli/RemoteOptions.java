package dev.gyre.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a role needs that runs as a process of its own: where its keys lie, the API, and the log. */
final class RemoteOptions {

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "The API (default: the gateway of `up` in the same --data).")
    private @Nullable URI gateway;

    @Mixin
    private LogOptions log = new LogOptions();

    DataDirectory data() {
        return data.open();
    }

    LogOptions log() {
        return log;
    }

    URI gateway(ClusterFiles files) {
        return gateway == null ? URI.create(files.endpoint("GATEWAY")) : gateway;
    }
}
