package dev.gyre.cli;

import dev.gyre.gateway.service.AddressRange;
import dev.gyre.gateway.service.ServiceNetwork;
import picocli.CommandLine.Option;

/** Where Services get their addresses from; all gateways before one etcd must be told the same. */
final class ServiceOptions {

    @Option(
            names = "--service-cluster-ip-range",
            paramLabel = "CIDR",
            description = "Where Services get their addresses from (default: ${DEFAULT-VALUE}).")
    private String range = ServiceNetwork.STANDARD.addresses().toString();

    ServiceNetwork network() {
        try {
            return ServiceNetwork.of(AddressRange.parse(range));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--service-cluster-ip-range: " + e.getMessage());
        }
    }
}
