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

    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            description = "Serve /metrics over HTTP there (default: nowhere; without HOST, on this machine only).")
    private @Nullable String metrics;

    @Mixin
    private LogOptions log = new LogOptions();

    DataDirectory data() {
        return data.open();
    }

    /** Opens the port for metrics, if there is to be one. */
    void openMetrics(Startup startup) {
        String address = metrics;
        if (address != null) {
            startup.start("metrics", () -> MetricsPort.open(address));
        }
    }

    LogOptions log() {
        return log;
    }

    URI gateway(ClusterFiles files) {
        return gateway == null ? URI.create(files.endpoint("GATEWAY")) : gateway;
    }
}
