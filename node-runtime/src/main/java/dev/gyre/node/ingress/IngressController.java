package dev.gyre.node.ingress;

import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process' Ingress: follows what routes are made of, listens while there is one that it serves, and keeps certificates and
 * status up to date.
 */
public final class IngressController implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IngressController.class);
    private static final Set<String> KINDS = Set.of(
            "ingresses.networking.k8s.io",
            "ingressclasses.networking.k8s.io",
            "endpointslices.discovery.k8s.io",
            "services",
            "nodes");

    private final IngressProxy proxy;
    private final Upkeep upkeep;
    private final AutoCloseable following;
    private final Doors doors;

    /**
     * Where to listen, and with which certificate where no Ingress names one.
     *
     * @param httpPorts of these the first that is to be had; as with the others
     */
    public record Settings(
            String host, List<Integer> httpPorts, List<Integer> httpsPorts, Path certificate, Path key) {}

    private IngressController(IngressProxy proxy, Upkeep upkeep, AutoCloseable following, Doors doors) {
        this.proxy = proxy;
        this.upkeep = upkeep;
        this.following = following;
        this.doors = doors;
    }

    /** Listens nowhere yet. */
    public static IngressController start(Settings settings, Vertx vertx, ClusterObjects objects, ApiClient api) {
        IngressView view = new IngressView();
        Certificates certificates = new Certificates(host -> view.routes().secret(host));
        certificates.setDefault(
                vertx,
                new PemKeyCertOptions()
                        .setCertPath(settings.certificate().toString())
                        .setKeyPath(settings.key().toString()));
        IngressProxy proxy = new IngressProxy(vertx, view);
        Doors doors = new Doors(
                new Door("HTTP", settings.host(), settings.httpPorts(), proxy::listen),
                new Door(
                        "HTTPS",
                        settings.host(),
                        settings.httpsPorts(),
                        (host, port) -> proxy.listenTls(host, port, certificates)));
        Upkeep upkeep = new Upkeep(vertx, view, certificates, doors, api, InstantSource.system());
        AutoCloseable following = objects.follow(kinds(), new ClusterObjects.Listener() {
            @Override
            public void reset(long revision, List<Resource> all) {
                view.reset(all);
                upkeep.due();
            }

            @Override
            public void changed(long revision, List<ResourceEvent> events) {
                if (view.apply(events)) {
                    upkeep.due();
                }
            }
        });
        upkeep.start();
        return new IngressController(proxy, upkeep, following, doors);
    }

    private static Set<ResourceKind> kinds() {
        return KubernetesKinds.registry().all().stream()
                .filter(kind -> KINDS.contains(kind.groupResource()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        upkeep.close();
        try {
            following.close();
        } catch (Exception e) {
            log.debug("closing", e);
        }
        doors.close();
        proxy.close();
    }
}
