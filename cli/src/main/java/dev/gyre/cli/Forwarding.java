package dev.gyre.cli;

import dev.gyre.gateway.service.ServiceNetwork;
import dev.gyre.node.docker.DockerSettings;
import dev.gyre.node.proxy.PacketFilterException;
import dev.gyre.node.proxy.ServiceProxy.TableName;
import dev.gyre.node.proxy.host.HostForwarding;
import dev.gyre.node.proxy.host.LinuxHost;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Forwarding of Services on this machine, under names that follow from the cluster's id. Where it cannot be, that is said in
 * one line, and everything else works.
 */
final class Forwarding {

    /** The range of a cluster that was not told another one. */
    static final String STANDARD_RANGE = ServiceNetwork.STANDARD.addresses().toString();

    private Forwarding() {}

    /** Programs that forwarding needs; what cannot be installed is missed later, by {@link LinuxHost#obstacle}. */
    static void requirePrograms(PrintStream out) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return;
        }
        DebianPackages packages = new DebianPackages(out);
        try {
            packages.require("nft", "nftables");
            packages.require("conntrack", "conntrack");
            packages.require("ip", "iproute2");
        } catch (CommandFailure e) {
            out.println(e.getMessage());
        }
    }

    /** Whether it is possible here; says so if it is not. */
    static boolean isPossible(PrintStream out) {
        Optional<String> obstacle = LinuxHost.obstacle();
        obstacle.ifPresent(why -> out.println("Services are not forwarded on this machine: " + why));
        return obstacle.isEmpty();
    }

    /** Says so where another cluster on this machine has the same addresses: each would get what is meant for the other. */
    static void warnOfRivals(HostForwarding.Place place, PrintStream out) {
        place.rivals()
                .forEach(rival -> out.println("Services may be confused with those of " + rival
                        + " on this machine, which has addresses of " + place.serviceRange()
                        + ", too: choose another --service-cluster-ip-range"));
    }

    /** What {@code GYRE_RUN} says is kept with the table, as it is with containers. */
    static HostForwarding.Place place(String clusterId, String serviceRange, boolean isLoadBalancer) {
        String run = System.getenv("GYRE_RUN");
        String comment = run == null || !run.matches("[A-Za-z0-9-]{1,60}") ? "" : "run=" + run;
        return new HostForwarding.Place(
                TableName.of(clusterId, comment),
                DockerSettings.of(clusterId).bridgeName(),
                serviceRange,
                isLoadBalancer);
    }

    /** Takes away what forwarding left, as far as that is possible here. */
    static void clear(String clusterId) throws IOException {
        if (LinuxHost.obstacle().isEmpty()) {
            try {
                place(clusterId, STANDARD_RANGE, true).clear();
            } catch (PacketFilterException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}
