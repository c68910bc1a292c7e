package dev.gyre.cli;

import dev.gyre.actors.ControlPlane;
import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.loadbalancer.AddressPool;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.gateway.checkpoint.CheckpointUpkeep;
import dev.gyre.gateway.service.ServiceNetwork;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Everything on one machine and in one process, but for etcd: what {@code up} starts. */
final class LocalCluster {

    private static final int ALREADY_EXISTS = 409;

    private final GatewayRole gateway;
    private final List<Group> groups;

    private LocalCluster(GatewayRole gateway, List<Group> groups) {
        this.gateway = gateway;
        this.groups = groups;
    }

    static LocalCluster start(DataDirectory data, ClusterOptions options, Startup startup) {
        ClusterFiles files = new ClusterFiles(data, Instant.now());
        ServiceNetwork network = options.services().network();
        options.nodes().names().within(network);
        AddressPool pool = options.balancers().pool();
        CheckpointUpkeep.Settings checkpoints = options.history().checkpoints();
        startup.step("programs", () -> requirePrograms(options));
        startup.step("certificates", () -> RoleIdentity.ADMIN.credentials(files.pki()));
        Ports.requireFree(options.port(), "--port");

        Telemetry.startAside();

        RoleSlot slot = RoleSlot.take(data, "up");
        startup.closing("slot", slot);
        ViewSnapshots snapshots = slot.snapshots();

        // The broker takes about as long as etcd and the store: it starts beside them.
        CompletableFuture<BrokerRole> broker = CompletableFuture.supplyAsync(
                () -> startup.start("broker", () -> BrokerRole.start(files, options.log())));
        CompletableFuture<LogRole> connected = broker.thenApply(kafka -> startup.start(
                "log",
                () -> LogRole.connect(
                        files.kafka(options.log(), kafka.bootstrap(), RoleIdentity.GATEWAY)
                                .withMember(slot.member()),
                        files.clusterId())));
        EtcdRole etcd = startup.start("etcd", () -> EtcdRole.start(files, options.store()));
        GatewayRole gateway = startup.start(
                "gateway",
                () -> GatewayRole.start(files, etcd.options(), connected, checkpoints, options.port(), network));
        LogRole log = connected.join();
        List<Group> groups = new ArrayList<>(ControllersRole.signers(files.signer(), gateway::client));
        groups.add(ControllersRole.controllers(
                files, gateway::client, log, pool, options.nodes().cloudProvider()));
        groups.add(ControllersRole.scheduler(gateway::client));
        ControlPlane plane = startup.start(
                "controllers, scheduler",
                () -> PlaneRole.start(gateway.client(RoleIdentity.CONTROLLERS), log, "up", snapshots, groups));
        writeClientFiles(files, gateway, etcd, broker.join());
        new NodesRole(
                        files,
                        log,
                        gateway::client,
                        gateway.vertx(),
                        "node",
                        network.addresses().toString())
                .start(options.nodes(), NodesRole.OnClose.REMOVE_CONTAINERS, startup);
        startup.step("storage class", () -> makeStorageClass(gateway.client(RoleIdentity.ADMIN)));
        startup.step(
                "controllers ready", () -> plane.ready().toCompletableFuture().get(30, TimeUnit.SECONDS));
        return new LocalCluster(gateway, groups);
    }

    /** The API as the administrator, for the manifests. */
    ApiClient admin() {
        return gateway.client(RoleIdentity.ADMIN);
    }

    /** What decides here. */
    List<Reconciler> reconcilers() {
        return groups.stream()
                .flatMap(group -> group.controllers().stream())
                .map(ControlPlane.Controller::reconciler)
                .toList();
    }

    /** The one that claims get which name none; whoever wants another default takes the mark off this one. */
    private static boolean makeStorageClass(ApiClient admin) {
        ResourceKey key = ResourceKey.clusterScoped("storage.k8s.io", "storageclasses", LocalPath.CLASS_NAME);
        Command create = new Command.Create(key, LocalPath.storageClass(), List.of());
        return switch (admin.execute(create, "up").toCompletableFuture().join()) {
            case Outcome.Committed made -> true;
            case Outcome.Refused refused when refused.status().code() == ALREADY_EXISTS -> true;
            case Outcome.Refused refused ->
                throw new IllegalStateException(refused.status().message());
            case Outcome.Unknown unknown -> throw new IllegalStateException(unknown.reason());
        };
    }

    private static boolean requirePrograms(ClusterOptions options) throws InterruptedException {
        if (options.store().endpoint() == null) {
            new DebianPackages(System.out).require("etcd", "etcd-server");
        }
        if (options.nodes().real() > 0) {
            DockerDaemon.require(System.out);
            Forwarding.requirePrograms(System.out);
        }
        return true;
    }

    private static void writeClientFiles(ClusterFiles files, GatewayRole gateway, EtcdRole etcd, BrokerRole kafka) {
        files.writeKubeconfig(gateway.url());
        if (kafka.broker() != null) {
            ClusterPki.Credentials admin = RoleIdentity.ADMIN.credentials(files.pki());
            files.data()
                    .write(
                            "kafka.properties",
                            KafkaConnection.librdkafkaFile(kafka.bootstrap(), ClusterFiles.kafkaPem(admin)));
        }
        files.writeEndpoints(gateway.url(), etcd.address(), kafka.bootstrap());
    }
}
