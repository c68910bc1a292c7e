package dev.gyre.node.dns;

import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.node.pod.ResolvConf;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process' DNS server for the cluster: it follows what names are made of, answers on a port of the host's address, and
 * is one of the endpoints behind the Service {@code kube-dns}, through which pods reach it.
 */
public final class ClusterDns implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterDns.class);
    private static final int MOST_FORWARDED = 512;
    private static final int MOST_REMEMBERED = 10_000;

    private final DnsServer server;
    private final Registration registration;
    private final AutoCloseable following;

    /**
     * What this server is.
     *
     * @param serviceIp the cluster IP of {@code kube-dns}
     * @param host the address to listen at, which pods reach
     * @param node the node that it belongs to
     * @param hostConfiguration whom the host itself asks
     */
    public record Settings(
            String domain, String serviceIp, String host, String node, Supplier<ResolvConf> hostConfiguration) {}

    private ClusterDns(DnsServer server, Registration registration, AutoCloseable following) {
        this.server = server;
        this.registration = registration;
        this.following = following;
    }

    public static ClusterDns start(Settings settings, ClusterObjects objects, ApiClient api) throws IOException {
        ClusterZone zone = ClusterZone.of(settings.domain(), settings.serviceIp());
        Directory directory = new Directory(zone);
        Forwarder forwarder = new Forwarder(
                new HostResolvers(settings.hostConfiguration(), Set.of(zone.server())),
                MOST_FORWARDED,
                MOST_REMEMBERED,
                InstantSource.system());
        DnsServer server = DnsServer.listen(
                InetAddress.ofLiteral(settings.host()),
                0,
                Math.min(2, Runtime.getRuntime().availableProcessors()),
                new Responder(directory, forwarder));
        Registration registration = new Registration(
                new KubeDnsPlan(settings.serviceIp(), settings.node(), settings.host(), server.port()), api);
        AutoCloseable following = objects.follow(kinds(), new ClusterObjects.Listener() {
            @Override
            public void reset(long revision, List<Resource> all) {
                directory.reset(all);
                registration.reset(all);
            }

            @Override
            public void changed(long revision, List<ResourceEvent> events) {
                directory.apply(events);
                registration.changed(events);
            }
        });
        return new ClusterDns(server, registration, following);
    }

    private static Set<ResourceKind> kinds() {
        Set<ResourceKind> kinds = new LinkedHashSet<>();
        for (ResourceKind kind : KubernetesKinds.registry().all()) {
            boolean isCore = kind.group().isEmpty()
                    && (kind.plural().equals("services") || kind.plural().equals("nodes"));
            if (isCore || kind.groupResource().equals("endpointslices.discovery.k8s.io")) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Where it listens, for UDP and TCP. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        registration.close();
        try {
            following.close();
        } catch (Exception e) {
            log.debug("closing", e);
        }
        server.close();
    }
}
