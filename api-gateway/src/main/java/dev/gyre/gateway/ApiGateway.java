package dev.gyre.gateway;

import dev.gyre.events.telemetry.Gauges;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.events.telemetry.Telemetry.Polled;
import dev.gyre.gateway.admission.dynamic.ConnectAdmission;
import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.aggregation.Aggregation;
import dev.gyre.gateway.aggregation.AuthenticationConfig;
import dev.gyre.gateway.aggregation.LocalApiServices;
import dev.gyre.gateway.auth.AccessReviews;
import dev.gyre.gateway.auth.Authenticator;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.auth.Bootstrap;
import dev.gyre.gateway.auth.ClientCertificates;
import dev.gyre.gateway.auth.CreationPermission;
import dev.gyre.gateway.auth.EscalationCheck;
import dev.gyre.gateway.auth.Groups;
import dev.gyre.gateway.auth.Impersonation;
import dev.gyre.gateway.auth.IssuerDiscovery;
import dev.gyre.gateway.auth.NodeAuthorizer;
import dev.gyre.gateway.auth.RbacAuthorizer;
import dev.gyre.gateway.auth.ServiceAccountTokens;
import dev.gyre.gateway.auth.SignerPermission;
import dev.gyre.gateway.auth.StaticTokens;
import dev.gyre.gateway.auth.TokenRequests;
import dev.gyre.gateway.auth.TokenSecrets;
import dev.gyre.gateway.client.LocalApiClient;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.discovery.ComponentStatuses;
import dev.gyre.gateway.discovery.DiscoveryHandler;
import dev.gyre.gateway.discovery.HealthHandler;
import dev.gyre.gateway.discovery.OpenApiHandler;
import dev.gyre.gateway.discovery.ServerInfoHandler;
import dev.gyre.gateway.flowcontrol.FlowControl;
import dev.gyre.gateway.http.ServerSettings;
import dev.gyre.gateway.http.VertxServer;
import dev.gyre.gateway.kubelet.KubeletConnections;
import dev.gyre.gateway.kubelet.PodLogs;
import dev.gyre.gateway.measures.RequestMetrics;
import dev.gyre.gateway.metrics.MetricsRequests;
import dev.gyre.gateway.proxy.ResourceProxy;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.streams.PodStreams;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API, put together: authenticate, authorize, route. In one process it is asked through {@link #handler} or {@link
 * #clientFor}; {@link #listen} opens the port to everybody else. It holds no state of its own: any number of gateways stand
 * side by side before one store.
 */
public final class ApiGateway implements AutoCloseable {

    /**
     * What the gateway stands on. The store and the cache are whoever's that made them, who also closes them.
     *
     * @param resources the pipeline for stored resources
     * @param executor for work that takes longer than an event loop may
     * @param streams for the writers of long answers, who wait for slow readers; each has a thread of its own unless the
     *     caller's readers are never slow
     */
    public record Parts(
            ResourceStore store,
            ResourceReader reader,
            ServedKinds kinds,
            ResourceRequests resources,
            InstantSource clock,
            Executor executor,
            Executor streams) {

        public Parts(
                ResourceStore store,
                ResourceReader reader,
                ServedKinds kinds,
                ResourceRequests resources,
                InstantSource clock,
                Executor executor) {
            this(
                    store,
                    reader,
                    kinds,
                    resources,
                    clock,
                    executor,
                    stream -> Thread.ofVirtual().name("stream").start(stream));
        }
    }

    /**
     * How callers prove who they are, besides certificates of the server's client authorities.
     *
     * @param tokenFile static bearer tokens, null for none
     * @param serviceAccountKey signs and verifies the tokens of service accounts, made where there is none yet; null for
     *     no such tokens
     */
    public record Identity(
            @Nullable Path tokenFile, @Nullable Path serviceAccountKey) {}

    private static final Logger LOG = LoggerFactory.getLogger(ApiGateway.class);

    /** Times that a start reads again what a request would give up after three seconds: a minute in all. */
    private static final int PATIENCE = 20;

    private static final Gauges CACHE_REVISION =
            Gauges.named("gyre_cache_revision", "The revision that this gateway serves reads at.");

    private final Parts parts;
    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;
    private final @Nullable ServiceAccountTokens accountTokens;
    private final List<Authenticator> tokens;
    private final ApiHandler handler;
    private final FlowControl flows;
    private final RequestMetrics requests;
    private volatile @Nullable TokenSecrets tokenSecrets;
    private volatile @Nullable VertxServer server;
    private volatile @Nullable PodLogs podLogs;
    private volatile @Nullable MetricsRequests metrics;
    private volatile @Nullable PodStreams podStreams;
    private volatile @Nullable ResourceProxy proxy;
    private volatile @Nullable KubeletConnections kubelets;
    private volatile ConnectAdmission connections;
    private volatile @Nullable Aggregation aggregation;
    private volatile @Nullable Polled polled;
    private final DiscoveryHandler discovery;
    private final OpenApiHandler openApi;

    public ApiGateway(Parts parts, Identity identity) throws IOException {
        this.parts = parts;
        this.rbac = new RbacAuthorizer(parts.reader());
        this.authorizer = Authorizer.firstOf(List.of(new NodeAuthorizer(parts.reader()), rbac));
        this.accountTokens = identity.serviceAccountKey() == null
                ? null
                : ServiceAccountTokens.open(identity.serviceAccountKey(), parts.reader(), parts.clock());
        this.tokens = tokens(identity);
        this.connections = new ConnectAdmission(DynamicAdmission.NONE, parts.kinds());
        this.discovery = new DiscoveryHandler(parts.kinds());
        this.openApi = new OpenApiHandler(parts.kinds(), parts.executor());
        this.flows = new FlowControl(parts.reader(), parts.clock(), parts.executor());
        this.requests = new RequestMetrics(parts.kinds());
        this.handler = new RequestRouter(authorizer, parts.reader(), flows, requests, routes(), path -> {
            Aggregation others = aggregation;
            return others != null && others.takesOver(path);
        });
    }

    /** Creates what a fresh cluster has: namespaces, roles, bindings. Completes when they are readable. From then on tokens are kept in Secrets. */
    public CompletionStage<Void> bootstrap() {
        return patiently(parts.reader()::consistent, PATIENCE)
                .thenCompose(snapshot -> new Bootstrap(parts.store(), parts.clock()).run(snapshot))
                .thenCompose(revision -> patiently(() -> parts.reader().notOlderThan(revision), PATIENCE))
                .thenAccept(snapshot -> keepTokenSecrets());
    }

    /** A busy machine may take longer over its first reads than a request would wait. */
    private static CompletionStage<ResourceReader.Snapshot> patiently(
            Supplier<CompletionStage<ResourceReader.Snapshot>> read, int times) {
        return read.get().exceptionallyCompose(failure -> {
            boolean isLate = failure instanceof ResourceReader.TimeoutException
                    || failure.getCause() instanceof ResourceReader.TimeoutException;
            return isLate && times > 1 ? patiently(read, times - 1) : CompletableFuture.failedStage(failure);
        });
    }

    private void keepTokenSecrets() {
        if (accountTokens != null) {
            UserInfo self = UserInfo.of("system:apiserver", Groups.MASTERS, "system:authenticated");
            TokenSecrets secrets =
                    new TokenSecrets(accountTokens, parts.reader(), clientFor(self), parts.clock(), parts.executor());
            tokenSecrets = secrets;
            secrets.start();
        }
    }

    /** Opens the port. */
    public CompletionStage<VertxServer> listen(Vertx vertx, ServerSettings settings) {
        List<Authenticator> authenticators = new ArrayList<>();
        authenticators.add(new ClientCertificates(settings.clientAuthorities(), parts.clock()));
        authenticators.addAll(tokens);
        Authenticator authenticator = new Impersonation(Authenticator.firstOf(authenticators), authorizer);
        return VertxServer.start(vertx, settings, authenticator, handler).thenApply(started -> {
            server = started;
            polled = Telemetry.polling(this::poll);
            return started;
        });
    }

    private void poll() {
        requests.poll();
        flows.poll();
        CACHE_REVISION.set(parts.reader().latest().revision());
    }

    /**
     * Lets users read containers' logs, and reach into containers, through kubelets.
     *
     * @param authority PEM, that kubelets' server certificates must be of
     * @param certificate PEM, which the gateway shows to kubelets
     * @param key PEM, PKCS#8
     */
    public void connectKubelets(Vertx vertx, Path authority, Path certificate, Path key) {
        KubeletConnections connections = new KubeletConnections(vertx, authority, certificate, key);
        kubelets = connections;
        podLogs = new PodLogs(parts.reader(), connections);
        metrics = new MetricsRequests(parts.reader(), connections, parts.clock());
        podStreams = new PodStreams(vertx, parts.reader(), connections);
        proxy = new ResourceProxy(vertx, parts.reader(), connections);
    }

    /**
     * Lets others serve parts of the API, and lists what is served.
     *
     * @param proxy whom their servers are shown
     */
    public CompletionStage<Void> aggregate(Vertx vertx, FrontProxy proxy) {
        ApiClient client = clientFor(UserInfo.of("system:apiserver", Groups.MASTERS, Groups.AUTHENTICATED));
        aggregation = new Aggregation(
                vertx,
                parts.reader(),
                parts.kinds(),
                new Aggregation.Own(discovery, openApi),
                client,
                parts.clock(),
                proxy.certificate(),
                proxy.key());
        List<Command> commands = new ArrayList<>(LocalApiServices.commands(parts.kinds()));
        commands.add(AuthenticationConfig.command(proxy.clientAuthority(), proxy.authority(), proxy.name()));
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (Command command : commands) {
            done = done.thenCompose(before -> client.execute(command, "bootstrap"))
                    .thenAccept(outcome -> {
                        if (outcome instanceof Outcome.Refused refused) {
                            LOG.warn("{}: {}", command.key(), refused.status().message());
                        }
                    });
        }
        return done;
    }

    /**
     * Who the gateway is to the servers behind APIServices.
     *
     * @param certificate PEM
     * @param key PEM, PKCS#8
     * @param name of the certificate
     * @param authority PEM, that issued it
     * @param clientAuthority PEM, that issues users' certificates
     */
    public record FrontProxy(Path certificate, Path key, String name, String authority, String clientAuthority) {}

    /** Lets those who have a say in writes have one in connections, too. */
    public void admitConnections(DynamicAdmission admission) {
        connections = new ConnectAdmission(admission, parts.kinds());
    }

    /** The API in this process, for requests whose caller is known. Its stages never fail. */
    public ApiHandler handler() {
        return handler;
    }

    /** The API in this process, for one of Gyre's own parts. */
    public ApiClient clientFor(UserInfo user) {
        return new LocalApiClient(handler, user, KubernetesKinds.registry());
    }

    @Override
    public void close() {
        TokenSecrets secrets = tokenSecrets;
        if (secrets != null) {
            secrets.close();
        }
        PodStreams sessions = podStreams;
        if (sessions != null) {
            sessions.close();
        }
        Polled gauges = polled;
        if (gauges != null) {
            gauges.close();
        }
        VertxServer open = server;
        if (open != null) {
            open.close();
        }
        KubeletConnections connections = kubelets;
        if (connections != null) {
            connections.close();
        }
        ResourceProxy backends = proxy;
        if (backends != null) {
            backends.close();
        }
        Aggregation others = aggregation;
        if (others != null) {
            others.close();
        }
    }

    /** Nothing has begun by then: whoever is refused has not been connected. */
    private @Nullable CompletionStage<ApiResponse> connected(
            ApiRequest request, RequestInfo info, @Nullable CompletionStage<ApiResponse> answer) {
        return answer == null ? null : connections.admit(request, info).thenCompose(admitted -> answer);
    }

    private List<Authenticator> tokens(Identity identity) throws IOException {
        List<Authenticator> all = new ArrayList<>();
        if (identity.tokenFile() != null) {
            all.add(StaticTokens.read(identity.tokenFile()));
        }
        if (accountTokens != null) {
            all.add(accountTokens);
        }
        return all;
    }

    private List<RequestRouter.Route> routes() {
        HealthHandler health = new HealthHandler(Map.of(
                "etcd", () -> parts.store().currentRevision(),
                "informer-sync", () -> parts.reader().consistent()));
        List<RequestRouter.Route> routes = new ArrayList<>(RequestRouter.fixedRoutes(
                new AccessReviews(authorizer, rbac, Authenticator.firstOf(tokens), accountTokens),
                discovery,
                openApi,
                health,
                new ServerInfoHandler(),
                new GyrePaths(parts.store(), parts.reader(), parts.kinds(), parts.streams())));
        routes.addFirst((request, info) -> {
            Aggregation others = aggregation;
            return others == null ? null : others.answer(request, info);
        });
        if (accountTokens != null) {
            TokenRequests tokenRequests = new TokenRequests(accountTokens, parts.reader(), parts.clock());
            routes.add(tokenRequests::answer);
            IssuerDiscovery issuer = new IssuerDiscovery(accountTokens);
            routes.add((request, info) -> {
                ApiResponse known = info.isResourceRequest() ? null : issuer.answer(request);
                return known == null ? null : CompletableFuture.completedStage(known);
            });
        }
        routes.add((request, info) -> {
            PodLogs logs = podLogs;
            return logs == null ? null : logs.answer(request, info);
        });
        ComponentStatuses components = new ComponentStatuses(() -> parts.store().currentRevision());
        routes.add(components::answer);
        routes.add((request, info) -> {
            MetricsRequests measured = metrics;
            return measured == null ? null : measured.answer(request, info);
        });
        routes.add((request, info) -> {
            PodStreams streams = podStreams;
            return streams == null ? null : connected(request, info, streams.answer(request, info));
        });
        routes.add((request, info) -> {
            ResourceProxy backends = proxy;
            return backends == null ? null : connected(request, info, backends.answer(request, info));
        });
        ResourceRequests resources = new SignerPermission(
                new EscalationCheck(new CreationPermission(parts.resources(), authorizer), rbac, parts.reader()),
                authorizer,
                parts.reader());
        routes.add((request, info) -> info.isResourceRequest() ? resources.handle(request, info) : null);
        return routes;
    }
}
