package dev.gyre.it;

import dev.gyre.node.docker.DockerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the kernel's rules, routes and locks on this machine say of one cluster. */
record Firewall(String clusterId) {

    static Firewall of(GyreCluster cluster) {
        try {
            return new Firewall(
                    Files.readString(cluster.data().resolve("cluster.id")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String table() {
        return "gyre-" + clusterId;
    }

    /** Lines that name the cluster's table, its bridge or where its load balancers' addresses are. */
    List<String> traces() {
        String bridge = DockerSettings.of(clusterId).bridgeName();
        String balanced = bridge.replaceFirst("^br-", "lb-");
        List<String> traces = new ArrayList<>();
        Stream.of("nft list ruleset", "iptables-save", "ip route", "ip link")
                .flatMap(command -> run(command.split(" ")).lines())
                .filter(line -> line.contains(table()) || line.contains(bridge) || line.contains(balanced))
                .forEach(traces::add);
        if (Files.exists(Path.of("/run", table() + ".lock"))) {
            traces.add("the lock of " + table());
        }
        return traces;
    }

    /** The cluster's whole table. */
    String rules() {
        return run("nft", "list", "table", "ip", table());
    }

    private static String run(String... command) {
        return new Shell(Map.of()).run(command).stdout();
    }
}
