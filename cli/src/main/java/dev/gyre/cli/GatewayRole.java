package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.apiservice.ApiServiceUpkeep;
import dev.gyre.gateway.checkpoint.CheckpointUpkeep;
import dev.gyre.gateway.conversion.WebhookConversions;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.http.ServerSettings;
import dev.gyre.gateway.intents.IntentService;
import dev.gyre.gateway.lease.HeartbeatLeases;
import dev.gyre.gateway.lease.LatestHeartbeats;
import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.relay.GatedStore;
import dev.gyre.gateway.relay.RelayMetrics;
import dev.gyre.gateway.relay.RelayService;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.resources.Timer;
import dev.gyre.gateway.service.ServiceNetwork;
import dev.gyre.gateway.storage.SealedValues;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdProcess;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The API: store, watch cache, pipeline and the port that serves them, in front of one etcd. */
final class GatewayRole implements AutoCloseable {

    private static final List<String> SERVICE_NAMES = List.of(
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    private final Vertx vertx;
    private final ScheduledExecutorService background;
    private final EtcdResourceStore store;
    private final WatchCache cache;
    private final RelayService relay;
    private final RelayMetrics relayMetrics;
    private final LatestHeartbeats heartbeats;
    private final ApiGateway gateway;
    private final ApiServiceUpkeep apiService;
    private final IntentService intents;
    private final CheckpointUpkeep checkpoints;
    private final int port;

    private GatewayRole(
            Vertx vertx,
            ScheduledExecutorService background,
            EtcdResourceStore store,
            WatchCache cache,
            RelayService relay,
            RelayMetrics relayMetrics,
            LatestHeartbeats heartbeats,
            ApiGateway gateway,
            ApiServiceUpkeep apiService,
            IntentService intents,
            CheckpointUpkeep checkpoints,
            int port) {
        this.vertx = vertx;
        this.background = background;
        this.store = store;
        this.cache = cache;
        this.relay = relay;
        this.relayMetrics = relayMetrics;
        this.heartbeats = heartbeats;
        this.gateway = gateway;
        this.apiService = apiService;
        this.intents = intents;
        this.checkpoints = checkpoints;
        this.port = port;
    }

    /**
     * Starts a gateway with its relay.
     *
     * @param log is waited for only when the store has been read: the broker may be starting meanwhile
     */
    static GatewayRole start(
            ClusterFiles files,
            EtcdOptions etcd,
            CompletableFuture<LogRole> log,
            CheckpointUpkeep.Settings history,
            int port,
            ServiceNetwork network)
            throws Exception {
        KindSet builtIn = KubernetesKinds.registry();
        InstantSource clock = InstantSource.system();
        ScheduledExecutorService background = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("gateway-background-", 0).factory());
        SealedValues sealing = SealedValues.open(files.directory("pki").resolve("secrets.key"));
        EtcdResourceStore store =
                new EtcdResourceStore(etcd, ValueCodec.sealing(key -> builtIn.isSealed(key), sealing));
        WatchCache cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                clock,
                                dev.gyre.gateway.storage.cache.Timer.on(background),
                                background))
                .toCompletableFuture()
                .join();
        store.lendMemory(key -> cache.latest().get(key));
        RelayMetrics relayMetrics = new RelayMetrics(clock);
        RelayService relay = relay(files, store, cache, log.join(), relayMetrics);
        relayMetrics.follow(relay);
        LatestHeartbeats heartbeats = LatestHeartbeats.follow(
                log.join().heartbeats("gateway")::follow, dev.gyre.gateway.storage.cache.Timer.on(background));
        GatedStore gated = new GatedStore(store, relay.gate());
        ServedKinds kinds = ServedKinds.follow(cache, builtIn);
        int eventLoops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
        WebhookClient webhooks = new WebhookClient(vertx, cache);
        DynamicAdmission admission = DynamicAdmission.of(cache, webhooks, kinds);
        ResourceHandler resources = new ResourceHandler(new Environment(
                kinds,
                KubernetesRules.all(network),
                gated,
                new HeartbeatLeases(cache, heartbeats::of),
                clock,
                new SecureRandom(),
                Timer.of(background),
                Limits.standard(),
                admission,
                new WebhookConversions(webhooks)));
        ApiGateway gateway = new ApiGateway(
                new ApiGateway.Parts(gated, cache, kinds, resources::handle, clock, background),
                new ApiGateway.Identity(tokens(files), files.pki().signingKey("service-accounts")));
        gateway.admitConnections(admission);
        gateway.bootstrap().toCompletableFuture().join();
        ClusterPki.Credentials kubelets = RoleIdentity.GATEWAY_TO_KUBELET.credentials(files.pki());
        gateway.connectKubelets(vertx, kubelets.ca(), kubelets.certificate(), kubelets.key());
        ClusterPki.Credentials frontProxy = RoleIdentity.FRONT_PROXY.credentials(files.pki());
        String authority = ClusterPki.text(frontProxy.ca());
        gateway.aggregate(
                        vertx,
                        new ApiGateway.FrontProxy(
                                frontProxy.certificate(),
                                frontProxy.key(),
                                RoleIdentity.FRONT_PROXY.user(),
                                authority,
                                authority))
                .toCompletableFuture()
                .join();
        gateway.listen(vertx, settings(files, port, network, eventLoops))
                .toCompletableFuture()
                .join();
        ApiServiceUpkeep apiService = new ApiServiceUpkeep(
                new ApiServiceUpkeep.Place(
                        network.apiAddress(), HostAddress.primary(), port, ProcessName.of("gateway")),
                cache,
                gateway.clientFor(UserInfo.of("system:apiserver", RoleIdentity.MASTERS, "system:authenticated")),
                clock,
                dev.gyre.gateway.storage.cache.Timer.on(background));
        apiService.start().toCompletableFuture().join();
        IntentService intents = intents(files, cache, kinds, log.join(), gateway, background);
        CheckpointUpkeep checkpoints =
                CheckpointUpkeep.start(log.join().eventLog(), log.join().topics(), history, clock);
        return new GatewayRole(
                vertx,
                background,
                store,
                cache,
                relay,
                relayMetrics,
                heartbeats,
                gateway,
                apiService,
                intents,
                checkpoints,
                port);
    }

    /** This gateway's share of what applications ask for over Kafka. */
    private static IntentService intents(
            ClusterFiles files,
            WatchCache cache,
            ServedKinds kinds,
            LogRole log,
            ApiGateway gateway,
            ScheduledExecutorService background) {
        return IntentService.start(new IntentService.Parts(
                log.readBy("gateway", "intents"),
                log.topics(),
                kinds,
                cache,
                gateway::clientFor,
                UserInfo.of("system:apiserver", RoleIdentity.MASTERS, "system:authenticated", RoleIdentity.COMPONENTS),
                ProcessName.of("gateway"),
                files.clusterId(),
                InstantSource.system(),
                dev.gyre.gateway.storage.cache.Timer.on(background)));
    }

    /** Where the API is served, for clients on this machine. */
    String url() {
        return "https://127.0.0.1:" + port;
    }

    /** The event loops of this process. */
    Vertx vertx() {
        return vertx;
    }

    /** The API in this process, as one of the roles. */
    ApiClient client(RoleIdentity role) {
        return gateway.clientFor(UserInfo.of(role.user(), role.authenticatedGroups()));
    }

    /** The relay stands for election, and publishes while it is elected. */
    private static RelayService relay(
            ClusterFiles files, EtcdResourceStore store, WatchCache cache, LogRole log, RelayMetrics metrics) {
        return RelayService.start(new RelayService.Parts(
                log.readBy("gateway", "progress"),
                log.topics(),
                KubernetesKinds.registry(),
                store,
                store.meta(),
                store,
                () -> cache.latest().revision(),
                ProcessName.of("gateway"),
                files::clusterId,
                metrics,
                RelayService.Settings.ofQuota(EtcdProcess.DEFAULT_QUOTA_BYTES),
                Clock.systemUTC()));
    }

    private static ServerSettings settings(ClusterFiles files, int port, ServiceNetwork network, int eventLoops)
            throws Exception {
        ClusterPki.Credentials server =
                files.pki().credentials("apiserver", "kube-apiserver", List.of(), serverNames(network));
        return new ServerSettings(
                "0.0.0.0",
                port,
                server.certificate(),
                server.key(),
                ServerSettings.readCertificates(server.ca()),
                eventLoops);
    }

    private static List<String> serverNames(ServiceNetwork network) {
        List<String> names = new ArrayList<>(SERVICE_NAMES);
        names.add("127.0.0.1");
        names.add(network.apiAddress());
        names.add(HostAddress.primary());
        names.add(HostAddress.name());
        return names;
    }

    /** The administrator's bearer token, in the form of a token file. */
    static Path tokens(ClusterFiles files) {
        String token = files.data().keptRandom("admin.token", 32);
        files.data().write("pki/tokens.csv", token + ",gyre-admin,gyre-admin,\"" + RoleIdentity.MASTERS + "\"\n");
        return files.directory("pki").resolve("tokens.csv");
    }

    @Override
    public void close() {
        checkpoints.close();
        intents.close();
        apiService.close();
        gateway.close();
        heartbeats.close();
        relayMetrics.close();
        relay.close();
        cache.close();
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        background.shutdownNow();
    }
}
