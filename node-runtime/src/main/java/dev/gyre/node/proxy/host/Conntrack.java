package dev.gyre.node.proxy.host;

import dev.gyre.node.proxy.DatagramFlow;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's memory of UDP flows, by the program {@code conntrack}. */
final class Conntrack {

    private static final Logger log = LoggerFactory.getLogger(Conntrack.class);

    private Conntrack() {}

    static List<DatagramFlow> datagrams() {
        Program.Result result = Program.run("conntrack", "-L", "-p", "udp");
        if (!result.isGood()) {
            log.warn("UDP flows to endpoints that went are not forgotten: conntrack: {}", result.firstLine());
            return List.of();
        }
        List<DatagramFlow> flows = new ArrayList<>();
        result.output().lines().forEach(line -> DatagramFlow.parse(line).ifPresent(flows::add));
        return flows;
    }

    static void forget(DatagramFlow flow) {
        Program.run(
                "conntrack",
                "-D",
                "-p",
                "udp",
                "-s",
                flow.source(),
                "-d",
                flow.target(),
                "--sport",
                Integer.toString(flow.sourcePort()),
                "--dport",
                Integer.toString(flow.targetPort()));
    }
}
