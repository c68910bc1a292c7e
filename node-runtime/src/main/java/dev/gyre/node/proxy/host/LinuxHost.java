package dev.gyre.node.proxy.host;

import dev.gyre.node.proxy.DatagramFlow;
import dev.gyre.node.proxy.HostFacts;
import dev.gyre.node.proxy.PacketFilterException;
import dev.gyre.node.proxy.ProxiedHost;
import dev.gyre.node.proxy.ServiceProxy.TableName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** This Linux host, as far as forwarding is concerned, for one cluster. */
public final class LinuxHost implements ProxiedHost {

    private final boolean isLoadBalancer;
    private final PodBridge bridge;
    private final String podBridge;
    private final ForwardPass pass;
    private final ServiceRoute route;
    private final BalancedAddresses balanced;

    /**
     * @param podBridge the bridge of this cluster's pods, there or not yet
     * @param serviceRange where Services' addresses are taken from
     * @param isLoadBalancer whether it answers for the addresses of load balancers that nobody else has
     */
    public LinuxHost(TableName table, String podBridge, String serviceRange, boolean isLoadBalancer) {
        this.isLoadBalancer = isLoadBalancer;
        this.podBridge = podBridge;
        this.bridge = new PodBridge(podBridge);
        this.pass = new ForwardPass(podBridge, table.name());
        this.route = new ServiceRoute(serviceRange, podBridge);
        this.balanced = BalancedAddresses.beside(podBridge);
    }

    /** Why Services cannot be forwarded here; empty if they can. */
    public static Optional<String> obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("this is not root");
        }
        for (String program : new String[] {"nft", "conntrack", "ip"}) {
            if (!Program.isThere(program)) {
                return Optional.of(program + " is missing");
            }
        }
        Program.Result tables = Program.run("nft", "list", "tables");
        return tables.isGood() ? Optional.empty() : Optional.of("nft: " + tables.firstLine());
    }

    @Override
    public HostFacts facts() {
        return new HostFacts(podBridge, PodBridge.isFiltered());
    }

    @Override
    public Set<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            return Set.of();
        }
    }

    @Override
    public void prepare() {
        admitPods();
        pass.ensure();
        route.ensure();
    }

    @Override
    public void admitPods() {
        bridge.prepare();
    }

    @Override
    public void answerFor(Set<String> addresses) {
        balanced.ensure(isLoadBalancer ? addresses : Set.of());
    }

    @Override
    public void forgetStale(Map<String, Set<String>> routes) {
        if (!routes.isEmpty()) {
            DatagramFlow.stale(Conntrack.datagrams(), routes, addresses()).forEach(Conntrack::forget);
        }
    }

    /** Takes away all that a cluster's forwarding made on this host. */
    public void remove(TableName table) throws PacketFilterException {
        new NftCommand().apply(table.removal());
        pass.remove();
        route.remove();
        balanced.remove();
    }
}
