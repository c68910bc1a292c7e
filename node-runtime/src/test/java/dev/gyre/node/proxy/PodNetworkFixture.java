package dev.gyre.node.proxy;

import dev.gyre.node.proxy.host.NftCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A host in a network of its own, with pods on a bridge ({@code 10.1.0.2} and up, gateway {@code 10.1.0.1}) and a client
 * outside ({@code 198.51.100.9}; the host is {@code 198.51.100.1}). Every pod answers on port 8080.
 */
final class PodNetworkFixture implements AutoCloseable {

    static final String BRIDGE = "br-pods";
    static final String HOST_IP = "198.51.100.1";
    static final Set<String> HOST_ADDRESSES = Set.of("127.0.0.1", "10.1.0.1", HOST_IP);

    final NetworkNamespace host = new NetworkNamespace();
    final NetworkNamespace client = new NetworkNamespace();
    final List<NetworkNamespace> pods = new ArrayList<>();
    final NftCommand nft = new NftCommand(host.command("nft"));
    private final List<AutoCloseable> open = new ArrayList<>(List.of(host, client));

    PodNetworkFixture(int podCount) {
        host.sh("""
                sysctl -qw net.ipv4.ip_forward=1
                ip link add %s type bridge
                ip addr add 10.1.0.1/24 dev %s
                ip link set %s up
                sysctl -qw net.ipv4.conf.%s.route_localnet=1""".formatted(BRIDGE, BRIDGE, BRIDGE, BRIDGE));
        client.cable("eth0", host, "outside");
        client.sh("ip addr add 198.51.100.9/24 dev eth0; ip route add default via " + HOST_IP);
        host.sh("ip addr add " + HOST_IP + "/24 dev outside; ip route add default via 198.51.100.9");
        for (int i = 1; i <= podCount; i++) {
            pod(i);
        }
    }

    private void pod(int number) {
        NetworkNamespace pod = new NetworkNamespace();
        pods.add(pod);
        open.add(pod);
        pod.cable("eth0", host, "pod" + number);
        host.sh("ip link set pod%d master %s; echo 1 > /sys/class/net/pod%d/brport/hairpin_mode"
                .formatted(number, BRIDGE, number));
        pod.sh("ip addr add %s/24 dev eth0; ip route add default via 10.1.0.1".formatted(ip(number - 1)));
        open.add(new Answering(pod, "pod" + number, 8080));
    }

    static String ip(int index) {
        return "10.1.0." + (index + 2);
    }

    boolean isBridgeFiltered() {
        return host.sh("cat /proc/sys/net/bridge/bridge-nf-call-iptables 2>/dev/null || echo 0")
                .strip()
                .equals("1");
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }
}
