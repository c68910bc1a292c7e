package dev.gyre.node.proxy.host;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A host without a default route has no way to a Service's address, and so does not even try: it gets one for the range of
 * these addresses. Packets never take it, since they are translated before they leave. It is marked by its protocol number,
 * so that it is known again.
 */
final class ServiceRoute {

    /** Any number that no routing daemon has. */
    private static final String PROTOCOL = "203";

    private final String range;
    private final String bridge;

    ServiceRoute(String range, String bridge) {
        this.range = range;
        this.bridge = bridge;
    }

    void ensure() {
        if (Program.run("ip", "-4", "route", "show", "default").output().isBlank()
                && Program.run("ip", "-4", "route", "show", "exact", range)
                        .output()
                        .isBlank()) {
            Program.run("ip", "-4", "route", "add", range, "dev", device(), "proto", PROTOCOL);
        }
    }

    private String device() {
        for (String device : new String[] {bridge, "docker0"}) {
            if (Files.exists(Path.of("/sys/class/net", device))) {
                return device;
            }
        }
        return "lo";
    }

    void remove() {
        Program.run("ip", "-4", "route", "del", range, "proto", PROTOCOL);
    }
}
