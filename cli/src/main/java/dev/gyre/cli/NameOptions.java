package dev.gyre.cli;

import dev.gyre.gateway.service.ServiceNetwork;
import picocli.CommandLine.Option;

/** How the cluster's names are made and found. */
final class NameOptions {

    @Option(
            names = "--cluster-domain",
            paramLabel = "DOMAIN",
            description = "The domain of the cluster's names (default: ${DEFAULT-VALUE}).")
    private String domain = "cluster.local";

    @Option(
            names = "--cluster-dns",
            paramLabel = "IP",
            description =
                    "The cluster IP at which pods find the cluster's DNS (default: the tenth of the Services' range).")
    private String server = "";

    private ServiceNetwork network = ServiceNetwork.STANDARD;

    /** Where Services get their addresses, where that is known. */
    void within(ServiceNetwork services) {
        network = services;
    }

    String domain() {
        return domain;
    }

    String server() {
        return server.isEmpty() ? network.dnsAddress() : server;
    }
}
