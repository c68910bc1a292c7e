package dev.gyre.node.proxy;

import dev.gyre.node.ServiceTraffic;
import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards Services on this host, on one thread: changes that come while a transaction is under way go together into the
 * next. The first transaction puts the whole table in place of what an earlier process left, so that there is no moment
 * without rules; the same happens when one fails, or when somebody has removed the table. Closing leaves the rules.
 */
public final class ServiceProxy implements ClusterObjects.Listener, ServiceTraffic, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceProxy.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
    /** Slices follow a pod's deletion within a fraction of this. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final PacketFilter filter;
    private final ProxiedHost host;
    private final Table table;
    private final ServiceModel model;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("service-proxy").factory());
    private final List<Runnable> heard = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> leaving = new HashMap<>();
    private long datagramChanges;
    private @Nullable Set<String> answered;
    private volatile AutoCloseable following = () -> {};
    private boolean hasTurnWaiting;
    private boolean isFilled;
    private boolean isInPlace;

    private ServiceProxy(TableName name, PacketFilter filter, ProxiedHost host) {
        this.filter = filter;
        this.host = host;
        this.table = new Table(name.name(), name.comment(), host.facts());
        this.model = new ServiceModel(host.facts(), host.addresses());
    }

    /** @param comment is kept with the table, so that what a killed test left can be told apart */
    public record TableName(String name, String comment) {

        public static TableName of(String clusterId, String comment) {
            return new TableName("gyre-" + clusterId, comment);
        }

        /** A script that takes the table away, be it there or not. */
        public String removal() {
            return NftScript.removal(name);
        }
    }

    /** Starts to forward as soon as the objects are known. Only one at a time may do so for a cluster on a host. */
    public static ServiceProxy start(
            TableName name, ClusterObjects objects, ResourceKinds kinds, PacketFilter filter, ProxiedHost host) {
        ServiceProxy proxy = new ServiceProxy(name, filter, host);
        proxy.following = objects.follow(followed(kinds), proxy);
        var unused = proxy.thread.scheduleWithFixedDelay(
                proxy::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return proxy;
    }

    static Set<ResourceKind> followed(ResourceKinds kinds) {
        return Set.of(
                kinds.of(ResourceKey.namespaced("", "services", "any", "any")),
                kinds.of(ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "any", "any")),
                kinds.of(ResourceKey.clusterScoped("", "nodes", "any")));
    }

    @Override
    public void reset(long revision, List<Resource> all) {
        hear(() -> {
            isFilled = true;
            model.reset(all);
        });
    }

    @Override
    public void changed(long revision, List<ResourceEvent> events) {
        hear(() -> model.changed(events));
    }

    private void hear(Runnable news) {
        boolean isFirst;
        synchronized (heard) {
            heard.add(news);
            isFirst = !hasTurnWaiting;
            hasTurnWaiting = true;
        }
        if (isFirst) {
            later(Duration.ZERO);
        }
    }

    private void later(Duration delay) {
        try {
            var unused = thread.schedule(this::turn, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closed meanwhile", e);
        }
    }

    private void turn() {
        try {
            takeNews();
            if (isFilled) {
                bringUpToDate();
            }
        } catch (RuntimeException e) {
            log.error("forwarding Services", e);
            isInPlace = false;
            later(RETRY);
        }
    }

    private void takeNews() {
        List<Runnable> news;
        synchronized (heard) {
            news = List.copyOf(heard);
            heard.clear();
            hasTurnWaiting = false;
        }
        news.forEach(Runnable::run);
    }

    private void bringUpToDate() {
        List<Edit> edits = model.edits();
        if (isInPlace && edits.isEmpty()) {
            tellLeaving();
            answer();
            return;
        }
        try {
            filter.apply(isInPlace ? NftScript.of(table, edits) : NftScript.replacing(table, model.all()));
        } catch (PacketFilterException e) {
            log.warn("Services are forwarded as before: {}; replacing the whole table", e.getMessage());
            isInPlace = false;
            later(RETRY);
            return;
        }
        tellLeaving();
        if (isInPlace) {
            host.admitPods();
        } else {
            isInPlace = true;
            host.prepare();
        }
        answer();
        forgetStale();
    }

    /** After the rules: who finds the host by a new address is then served. */
    private void answer() {
        Set<String> balanced = model.balancedAddresses();
        if (!balanced.equals(answered)) {
            host.answerFor(balanced);
            answered = balanced;
        }
    }

    @Override
    public CompletionStage<Void> turnedAwayFrom(String podIp) {
        CompletableFuture<Void> away = new CompletableFuture<>();
        hear(() -> leaving.merge(podIp, away, (before, after) -> {
            before.whenComplete((done, failure) -> after.complete(null));
            return before;
        }));
        return away.completeOnTimeout(null, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The rules are in place: who is not ready in them gets no new connection. */
    private void tellLeaving() {
        leaving.entrySet().removeIf(each -> {
            boolean isAway = each.getValue().isDone() || !model.isReady(each.getKey());
            if (isAway) {
                each.getValue().complete(null);
            }
            return isAway;
        });
    }

    private void forgetStale() {
        if (model.datagramChanges() != datagramChanges) {
            datagramChanges = model.datagramChanges();
            host.forgetStale(model.datagrams());
        }
    }

    /** Others may have removed the table, or what lets packets pass. */
    private void look() {
        try {
            if (isInPlace && !filter.has(table.name(), Table.RESTRICTED)) {
                log.warn("the table {} is gone; putting it back", table.name());
                isInPlace = false;
                turn();
            } else if (isInPlace) {
                host.prepare();
                host.answerFor(model.balancedAddresses());
            }
        } catch (PacketFilterException e) {
            log.warn("looking at the table: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("looking at the table", e);
        }
    }

    /** Ends following; the rules stay as they are. */
    @Override
    public void close() {
        try {
            following.close();
        } catch (Exception e) {
            log.debug("closing", e);
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("the service proxy did not stop in 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
