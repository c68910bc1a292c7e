package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.node.FollowedServices;
import dev.gyre.node.LocalVolumeCleaner;
import dev.gyre.node.LocalVolumeCleaner.Removal;
import dev.gyre.node.LogPodFeed;
import dev.gyre.node.NodeAgent;
import dev.gyre.node.NodeSettings;
import dev.gyre.node.PodFeed;
import dev.gyre.node.ServiceDirectory;
import dev.gyre.node.ServiceTraffic;
import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.node.cluster.LogClusterObjects;
import dev.gyre.node.dns.ClusterDns;
import dev.gyre.node.docker.DockerRuntime;
import dev.gyre.node.docker.DockerSettings;
import dev.gyre.node.ingress.IngressController;
import dev.gyre.node.probe.NetworkProber;
import dev.gyre.node.probe.Prober;
import dev.gyre.node.proxy.host.HostForwarding;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.server.KubeletServers;
import dev.gyre.node.server.ServerIdentity;
import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.node.volume.DiskVolumes;
import dev.gyre.node.volume.HostFiles;
import dev.gyre.node.volume.NoVolumes;
import dev.gyre.node.volume.PersistentVolumes;
import dev.gyre.node.volume.PodVolumes;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Node agents in this process: real ones on Docker, simulated ones on a runtime in memory. */
final class NodesRole {

    private static final String RUN_LABEL = "gyre.run";

    /** Where simulated nodes have their volumes: they make none, but their pods may have claims. */
    private static final String NO_DIRECTORY = "/nonexistent";

    private final ClusterFiles files;
    private final LogRole log;
    private final Function<RoleIdentity, ApiClient> clients;
    private final Vertx vertx;
    private final String namePrefix;
    private final String serviceRange;
    private @Nullable LogClusterObjects objects;

    NodesRole(
            ClusterFiles files,
            LogRole log,
            Function<RoleIdentity, ApiClient> clients,
            Vertx vertx,
            String namePrefix,
            String serviceRange) {
        this.vertx = vertx;
        this.files = files;
        this.log = log;
        this.clients = clients;
        this.namePrefix = namePrefix;
        this.serviceRange = serviceRange;
    }

    /** Real nodes; what {@code GYRE_RUN} says becomes a label of all that they start. */
    static DockerRuntime docker(String clusterId) {
        DockerSettings settings = DockerSettings.of(clusterId);
        String run = System.getenv("GYRE_RUN");
        return new DockerRuntime(run == null || run.isEmpty() ? settings : settings.withLabels(Map.of(RUN_LABEL, run)));
    }

    /** What becomes of containers when the agent stops: an agent that comes back adopts those that were left. */
    enum OnClose {
        LEAVE_CONTAINERS,
        REMOVE_CONTAINERS
    }

    void start(NodeOptions options, OnClose onClose, Startup startup) {
        if (options.real() > 0) {
            startup.step("images", SandboxImage::require);
            DockerRuntime runtime = startup.start("container runtime", () -> docker(files.clusterId()));
            if (onClose == OnClose.REMOVE_CONTAINERS) {
                startup.closing(
                        "containers",
                        () -> runtime.removeAll().toCompletableFuture().join());
            }
            List<String> names = names(namePrefix, options.real());
            boolean isCloud = options.cloudProvider().isExternal();
            startup.start("names", () -> startDns(names.getFirst(), options.names(), startup));
            startup.start("ingress", () -> startIngress(options.ingress(), startup));
            KubeletServers servers = startup.start("kubelets' ports", () -> listen(names, runtime));
            FollowedServices services = startup.start(
                    "services",
                    () -> new FollowedServices(clusterObjects(startup).as(client(names.getFirst()))));
            ServiceTraffic traffic = forwardServices(onClose, !isCloud, startup);
            startup.start("volumes", () -> cleaner(names, name -> persistentVolumes(name)::remove, startup));
            servers.serve(startup.start("nodes", () -> startReal(names, options, servers, runtime, services, traffic)));
        }
        if (options.simulated() > 0) {
            List<String> names = names("simulated-" + namePrefix, options.simulated());
            startup.start("simulated volumes", () -> cleaner(names, name -> Removal.NOTHING, startup));
            startup.start("simulated nodes", () -> startSimulated(names, options));
        }
    }

    /** @param isLoadBalancer whether this machine is in front of Services that want to be reached from outside */
    private ServiceTraffic forwardServices(OnClose onClose, boolean isLoadBalancer, Startup startup) {
        if (!Forwarding.isPossible(System.out)) {
            return ServiceTraffic.NONE;
        }
        if (onClose == OnClose.REMOVE_CONTAINERS) {
            startup.closing("forwarding rules", () -> Forwarding.clear(files.clusterId()));
        }
        HostForwarding.Place place = Forwarding.place(files.clusterId(), serviceRange, isLoadBalancer);
        Forwarding.warnOfRivals(place, System.out);
        ClusterObjects objects = clusterObjects(startup).as(clients.apply(RoleIdentity.PROXY));
        return startup.start(
                "forwarding of Services", () -> HostForwarding.start(place, objects, KubernetesKinds.registry()));
    }

    /**
     * The one reader of the cluster's objects for all parts of this process that follow some: proxy, DNS, Ingress. It reads
     * nothing before the first of them comes.
     */
    synchronized LogClusterObjects clusterObjects(Startup startup) {
        LogClusterObjects reader = objects;
        if (reader == null) {
            ApiClient proxy = clients.apply(RoleIdentity.PROXY);
            reader = new LogClusterObjects(log.changes("node"), proxy::currentRevision);
            startup.closing("reader of the cluster's objects", reader);
            objects = reader;
        }
        return reader;
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "-" + i).toList();
    }

    private ClusterDns startDns(String node, NameOptions names, Startup startup) throws java.io.IOException {
        ApiClient api = clients.apply(RoleIdentity.DNS);
        return ClusterDns.start(
                new ClusterDns.Settings(
                        names.domain(), names.server(), HostAddress.primary(), node, HostFiles::resolvConf),
                clusterObjects(startup).as(api),
                api);
    }

    private IngressController startIngress(IngressOptions ports, Startup startup) {
        ApiClient api = clients.apply(RoleIdentity.INGRESS);
        ClusterPki.Credentials server = files.pki()
                .credentials("ingress-default", "gyre-ingress", List.of(), List.of(HostAddress.primary(), "localhost"));
        return IngressController.start(
                new IngressController.Settings(
                        "0.0.0.0", ports.httpPorts(), ports.httpsPorts(), server.certificate(), server.key()),
                vertx,
                clusterObjects(startup).as(api),
                api);
    }

    private NodeAgent startReal(
            List<String> names,
            NodeOptions options,
            KubeletServers servers,
            DockerRuntime runtime,
            ServiceDirectory services,
            ServiceTraffic traffic) {
        List<NodeSettings> nodes = names.stream()
                .map(name -> new NodeSettings(
                        name,
                        HostAddress.primary(),
                        servers.port(name),
                        options.labels(),
                        options.cloudProvider().isExternal(),
                        List.of(options.names().server()),
                        options.names().domain(),
                        NodeSettings.RELIST,
                        persistentVolumes(name).root().toString()))
                .toList();
        Executor disk = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("volumes-", 0).factory());
        Path directory = files.directory("nodes");
        Prober prober = new NetworkProber(vertx, runtime.exec());
        return NodeAgent.start(
                nodes,
                ports(
                        nodes,
                        runtime,
                        name -> new DiskVolumes(directory.resolve(name), persistentVolumes(name), disk),
                        prober,
                        services,
                        traffic));
    }

    /** Where the gateway asks for containers' logs. */
    private KubeletServers listen(List<String> names, DockerRuntime runtime) {
        return KubeletServers.listen(vertx, names, "0.0.0.0", this::serverIdentity, runtime);
    }

    private ServerIdentity serverIdentity(String nodeName) {
        ClusterPki.Credentials server = files.pki()
                .credentials(
                        "kubelet-" + nodeName,
                        "system:node:" + nodeName,
                        List.of("system:nodes"),
                        List.of(nodeName, HostAddress.primary(), "127.0.0.1"));
        return new ServerIdentity(server.certificate(), server.key(), server.ca());
    }

    private PersistentVolumes persistentVolumes(String node) {
        return new PersistentVolumes(
                node, files.directory("nodes").resolve(node).resolve("volumes"));
    }

    private LocalVolumeCleaner cleaner(List<String> names, Function<String, Removal> removals, Startup startup) {
        return new LocalVolumeCleaner(
                clusterObjects(startup).as(client(names.getFirst())),
                names.stream()
                        .map(name -> new LocalVolumeCleaner.Node(name, client(name), removals.apply(name)))
                        .toList());
    }

    private NodeAgent startSimulated(List<String> names, NodeOptions options) {
        List<NodeSettings> nodes = names.stream()
                .map(name -> new NodeSettings(
                        name,
                        HostAddress.primary(),
                        0,
                        options.labels(),
                        options.cloudProvider().isExternal(),
                        List.of(),
                        NodeSettings.CLUSTER_DOMAIN,
                        Duration.ZERO,
                        NO_DIRECTORY))
                .toList();
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("simulated-runtime").factory());
        SimulatedRuntime runtime = new SimulatedRuntime(
                InstantSource.system(),
                (delay, task) -> {
                    var unused = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                },
                SimulatedRuntime.Delays.NONE,
                SimulatedRuntime.ordinaryMachine());
        return NodeAgent.start(
                nodes,
                ports(
                        nodes,
                        runtime,
                        name -> new NoVolumes(),
                        new SimulatedProber(runtime),
                        ServiceDirectory.NONE,
                        ServiceTraffic.NONE));
    }

    private NodeAgent.Ports ports(
            List<NodeSettings> nodes,
            ContainerRuntime runtime,
            Function<String, PodVolumes> volumes,
            Prober prober,
            ServiceDirectory services,
            ServiceTraffic traffic) {
        return new NodeAgent.Ports(
                this::client,
                runtime,
                volumes,
                prober,
                services,
                feed(nodes),
                log.decisions(),
                this::beat,
                InstantSource.system(),
                traffic);
    }

    private ApiClient client(String nodeName) {
        return clients.apply(RoleIdentity.node(nodeName));
    }

    private void beat(dev.gyre.schemas.record.Heartbeat heartbeat) {
        var unused = log.heartbeats().publish(heartbeat.nodeName(), heartbeat.time());
    }

    private PodFeed feed(List<NodeSettings> nodes) {
        Set<String> names = nodes.stream().map(NodeSettings::name).collect(Collectors.toSet());
        ApiClient api = client(nodes.getFirst().name());
        return new LogPodFeed(log.podReferences("node"), names::contains, api::currentRevision);
    }
}
