package dev.gyre.cli;

import dev.gyre.actors.ControlPlane;
import dev.gyre.actors.loadbalancer.AddressPool;
import dev.gyre.actors.shell.Counts;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.events.LogDecisionLog;
import dev.gyre.events.Topics;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastState;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.conversion.Conversions;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.relay.RelayMetrics;
import dev.gyre.gateway.relay.RelayService;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.resources.Timer;
import dev.gyre.gateway.storage.InMemoryMetaStore;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A cluster in this process that begins as another one is, and has no way out: the real gateway with its admission, relay,
 * controllers and scheduler, over a store and a log in memory. No port is open, no container runs, nobody is called. Of
 * Secrets it has what the log has.
 */
final class Sandbox implements AutoCloseable {

    private static final String CLUSTER_ID = "sandbox";

    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 100;

    private final KindSet builtIn = KubernetesKinds.registry();
    private final ServedKinds kinds;
    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("sandbox-", 0).factory());
    private final Set<String> unasked = new ConcurrentSkipListSet<>();
    private final WatchCache cache;
    private final RelayService relay;
    private final ApiGateway gateway;
    private final ControlPlane plane;
    private final SandboxNodes nodes;

    private Sandbox(PastState present) throws IOException {
        InstantSource clock = InstantSource.system();
        present.objects().forEach(this::put);
        log.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().join();
        cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                clock,
                                dev.gyre.gateway.storage.cache.Timer.on(background),
                                background))
                .toCompletableFuture()
                .join();
        relay = RelayService.start(new RelayService.Parts(
                log,
                Topics.STANDARD,
                builtIn,
                store,
                new InMemoryMetaStore(store),
                store,
                () -> cache.latest().revision(),
                CLUSTER_ID,
                () -> CLUSTER_ID,
                new RelayMetrics(clock),
                RelayService.Settings.ofQuota(Runtime.getRuntime().maxMemory()),
                Clock.systemUTC()));
        kinds = ServedKinds.follow(cache, builtIn);
        ResourceHandler resources = new ResourceHandler(new Environment(
                kinds,
                KubernetesRules.all(),
                store,
                cache,
                clock,
                new SecureRandom(),
                Timer.of(background),
                Limits.standard(),
                DynamicAdmission.withoutCalls(cache, kinds, unasked::add),
                Conversions.NONE));
        gateway = new ApiGateway(
                new ApiGateway.Parts(store, cache, kinds, resources::handle, clock, background),
                new ApiGateway.Identity(null, null));
        gateway.bootstrap().toCompletableFuture().join();
        Heartbeats heartbeats = new Heartbeats(log, CLUSTER_ID);
        nodes = new SandboxNodes(cache, node -> client(RoleIdentity.node(node)), heartbeats, background);
        plane = ControlPlane.start(
                new ControlPlane.Ports(
                        client(RoleIdentity.CONTROLLERS),
                        new LogChangeFeed(log, Topics.STANDARD),
                        heartbeats::follow,
                        ViewSnapshots.NONE,
                        new LogDecisionLog(log, Topics.STANDARD, CLUSTER_ID),
                        log,
                        Topics.STANDARD,
                        clock,
                        CLUSTER_ID,
                        Gyre.version()),
                List.of(
                        ControllersRole.controllers(
                                builtIn, this::client, Instant.now(), authority(present), pool(present), NoWayOut::lag),
                        ControllersRole.scheduler(this::client)));
    }

    static Sandbox of(PastState present) throws IOException {
        return new Sandbox(present);
    }

    private void put(PastState.PastObject object) {
        Resource resource = object.object();
        store.write(new ResourceStore.Write.Put(resource.key(), 0, resource.copy(), object.by(), List.of()))
                .toCompletableFuture()
                .join();
    }

    /** As every namespace shows it already, so that nobody finds anything to put right. */
    private static String authority(PastState present) {
        return present.objects().stream()
                .map(PastState.PastObject::object)
                .filter(object -> object.key().groupResource().equals("configmaps")
                        && object.key().name().equals("kube-root-ca.crt"))
                .map(object -> object.json().path("data").path("ca.crt").asString(""))
                .findFirst()
                .orElse("");
    }

    /** What the Services that are there were given, and nothing else is known of it. */
    private static AddressPool pool(PastState present) {
        List<String> given = present.objects().stream()
                .map(PastState.PastObject::object)
                .filter(object -> object.key().groupResource().equals("services"))
                .flatMap(service -> service.json()
                        .path("status")
                        .path("loadBalancer")
                        .path("ingress")
                        .valueStream())
                .map(ingress -> ingress.path("ip").asString(""))
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
        return AddressPool.parse(given.isEmpty() ? HostAddress.primary() : String.join(",", given));
    }

    ApiClient client(RoleIdentity role) {
        return gateway.clientFor(UserInfo.of(role.user(), role.authenticatedGroups()));
    }

    /** Waits until nothing has changed for a while; answers whether that came before the bound. */
    boolean awaitQuiet(Duration bound) throws InterruptedException {
        Instant end = Instant.now().plus(bound);
        long revision = -1;
        Instant since = Instant.now();
        while (Instant.now().isBefore(end)) {
            long now = newestChange();
            if (now != revision) {
                revision = now;
                since = Instant.now();
            }
            if (!isIdle(now)) {
                since = Instant.now();
            } else if (since.plus(QUIET).isBefore(Instant.now())) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    /** Whether every controller has seen this change and wants nothing, and the nodes are done with their pods. */
    private boolean isIdle(long newestChange) {
        return plane.ready().toCompletableFuture().isDone()
                && plane.revision() >= newestChange
                && plane.counts().values().stream().allMatch(Counts::isCaughtUp)
                && nodes.isIdle();
    }

    /** Of any object but an Event; the machinery's own keys go on changing. */
    private long newestChange() {
        return objects().values().stream()
                .filter(object -> !object.key().plural().equals("events"))
                .mapToLong(Resource::revision)
                .max()
                .orElse(0);
    }

    /** Everything that is in it now. */
    Map<ResourceKey, Resource> objects() {
        Map<ResourceKey, Resource> objects = new TreeMap<>();
        ResourceReader.Snapshot snapshot = cache.latest();
        for (ResourceKind kind : kinds.all()) {
            if (kind.isPublished()) {
                for (StoredObject object : snapshot.list(kind.group(), kind.plural(), "", null)) {
                    objects.put(object.key(), Resource.of(object.key(), object.modRevision(), object.json()));
                }
            }
        }
        return objects;
    }

    /** The webhooks that would have been asked, had there been a way out. */
    Set<String> unasked() {
        return unasked;
    }

    /** What happened in it. */
    LogHistory history() {
        return new LogHistory(log, Topics.STANDARD);
    }

    @Override
    public void close() {
        nodes.close();
        plane.close();
        relay.close();
        gateway.close();
        cache.close();
        store.close();
        log.close();
        background.shutdownNow();
    }
}
