package dev.gyre.node.proxy.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge that pods are behind. Its ports must be willing to send a packet back where it came from, for pods that reach
 * themselves through a Service; and it must take packets from loopback addresses, for node ports on localhost. All of that
 * goes when the bridge goes.
 */
final class PodBridge {

    private static final Logger log = LoggerFactory.getLogger(PodBridge.class);
    private static final Path FILTERED = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

    private final String name;

    PodBridge(String name) {
        this.name = name;
    }

    static boolean isFiltered() {
        return "1".equals(read(FILTERED));
    }

    void prepare() {
        Path ports = Path.of("/sys/class/net", name, "brif");
        if (!Files.isDirectory(ports)) {
            return;
        }
        set(Path.of("/proc/sys/net/ipv4/conf", name, "route_localnet"));
        try (Stream<Path> all = Files.list(ports)) {
            all.forEach(port -> set(port.resolve("hairpin_mode")));
        } catch (IOException e) {
            log.debug("{} went meanwhile", name, e);
        }
    }

    private static void set(Path file) {
        try {
            if (!"1".equals(read(file))) {
                Files.writeString(file, "1");
            }
        } catch (IOException e) {
            log.debug("{} went meanwhile", file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
