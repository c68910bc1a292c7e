package dev.gyre.cli;

import dev.gyre.actors.loadbalancer.AddressPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Services of type {@code LoadBalancer} get their addresses from. */
final class LoadBalancerOptions {

    @Option(
            names = "--load-balancer-pool",
            paramLabel = "ADDRESSES",
            description = "Addresses, ranges A-B or CIDRs, with commas between them, for Services of type LoadBalancer"
                    + " (default: this machine's own address).")
    private @Nullable String pool;

    AddressPool pool() {
        try {
            return AddressPool.parse(pool == null ? HostAddress.primary() : pool);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--load-balancer-pool: " + e.getMessage());
        }
    }
}
