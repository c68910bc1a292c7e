package dev.gyre.node.dns;

import dev.gyre.node.pod.ResolvConf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/**
 * The resolvers that the host itself asks, read again when its configuration changes, since laptops move. The cluster's
 * own address is not among them, whoever wrote it there: that would be asking ourselves.
 */
final class HostResolvers implements Supplier<List<Resolver>> {
    private static final int DNS_PORT = 53;
    private static final int MOST = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<ResolvConf> configuration;
    private final Set<InetAddress> ourselves;
    private final Map<InetAddress, Resolver> known = new HashMap<>();

    HostResolvers(Supplier<ResolvConf> configuration, Set<InetAddress> ourselves) {
        this.configuration = configuration;
        this.ourselves = Set.copyOf(ourselves);
    }

    @Override
    public synchronized List<Resolver> get() {
        List<Resolver> resolvers = new ArrayList<>();
        for (String server : configuration.get().nameservers()) {
            Names.address(server)
                    .filter(address -> !ourselves.contains(address) && resolvers.size() < MOST)
                    .ifPresent(address -> resolvers.add(known.computeIfAbsent(address, HostResolvers::resolver)));
        }
        return resolvers;
    }

    private static Resolver resolver(InetAddress address) {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(address, DNS_PORT));
        resolver.setTimeout(PATIENCE);
        return resolver;
    }
}
