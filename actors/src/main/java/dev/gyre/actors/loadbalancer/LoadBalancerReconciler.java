package dev.gyre.actors.loadbalancer;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.loadbalancer.Allotment.Given;
import dev.gyre.actors.loadbalancer.Allotment.Refused;
import dev.gyre.actors.workload.Finalizers;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the status of each Service of type {@code LoadBalancer} the address of the pool at which it is served, or tells
 * why there is none. All Services are one key: who decides about an address has to know of all who might have it, and nobody
 * else may decide meanwhile. Several Services share an address where their ports differ.
 */
public final class LoadBalancerReconciler implements Reconciler {

    /** What fits in a record of the log with room to spare. */
    private static final int MOST_CHAINS = 200;

    private static final ResourceKey ALL = ResourceKey.clusterScoped("", "loadbalancers", "pool");
    private static final Set<String> TOUCHING = Set.of("services", "nodes");

    private static final String POOL = "pool";

    private final AddressPool pool;
    private final EventCommands events = new EventCommands("service-controller");

    public LoadBalancerReconciler(AddressPool pool) {
        this.pool = pool;
    }

    @Override
    public String name() {
        return "loadbalancer";
    }

    @Override
    public @Nullable Reconciler startedWith(Map<String, String> inputs) {
        String then = inputs.get(POOL);
        return then == null ? null : new LoadBalancerReconciler(AddressPool.parse(then));
    }

    /** The one key: the pool. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return TOUCHING.contains(event.key().groupResource()) ? Set.of(ALL) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        List<List<Command>> chains = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        letGo(view, now, chains, reasons);
        for (var share : Allotment.of(pool, view).entrySet()) {
            if (chains.size() >= MOST_CHAINS) {
                reasons.add("more Services wait for the next decision");
                return decision(chains, reasons).wakingAt(now);
            }
            BalancedService service = share.getKey();
            List<Command> chain = new ArrayList<>();
            switch (share.getValue()) {
                case Given given when service.resource().isDeleting() -> {}
                case Given given
                when !service.isHeld() -> {
                    reasons.add(service.fullName() + " is held until its load balancer is cleaned up");
                    chain.add(Finalizers.with(service.resource(), BalancedService.CLEANUP));
                }
                case Given given -> {
                    if (!given.address().equals(service.address())) {
                        reasons.add(service.fullName() + " gets " + given.address());
                        serve(service.resource(), given.address(), view.revision(), now, chain);
                    }
                }
                case Refused refused -> {
                    reasons.add(service.fullName() + " gets nothing: " + refused.why());
                    refuse(service, refused.why(), view, now, chain);
                }
            }
            if (!chain.isEmpty()) {
                chains.add(chain);
            }
        }
        return decision(chains, reasons);
    }

    /** Nothing of ours is left behind but the address, which is free when nobody names it any more. */
    private void letGo(ClusterView view, Instant now, List<List<Command>> chains, List<String> reasons) {
        for (Resource resource : view.list("", "services")) {
            BalancedService service = new BalancedService(resource);
            if (!service.isToBeLetGo() || chains.size() >= MOST_CHAINS) {
                continue;
            }
            reasons.add(service.fullName() + " is let go");
            List<Command> chain = new ArrayList<>();
            long revision = view.revision();
            chain.add(events.normal(resource, revision, 0, "DeletingLoadBalancer", "Deleting load balancer", now));
            chain.add(Finalizers.without(resource, BalancedService.CLEANUP));
            chain.add(events.normal(resource, revision, 1, "DeletedLoadBalancer", "Deleted load balancer", now));
            chains.add(chain);
        }
    }

    private Decision decision(List<List<Command>> chains, List<String> reasons) {
        return Decision.chains(chains, reasons.toArray(String[]::new)).reading(Map.of(POOL, pool.text()));
    }

    /** What the Events tell of has then happened; a write that is refused tells nothing. */
    private void serve(Resource service, String address, long revision, Instant now, List<Command> chain) {
        status(service, address).ifPresent(chain::add);
        chain.add(events.normal(service, revision, 0, "EnsuringLoadBalancer", "Ensuring load balancer", now));
        chain.add(events.normal(service, revision, 1, "EnsuredLoadBalancer", "Ensured load balancer", now));
    }

    private void refuse(BalancedService service, String why, ClusterView view, Instant now, List<Command> chain) {
        if (service.isPromised()) {
            status(service.resource(), "").ifPresent(chain::add);
        }
        String message = "Error syncing load balancer: failed to ensure load balancer: " + why;
        Command warning = events.warningAgain(service.resource(), view, "SyncLoadBalancerFailed", message, now);
        if (!isTold(view.get(warning.key()), message)) {
            chain.add(warning);
        }
    }

    private static boolean isTold(Optional<Resource> event, String message) {
        return event.filter(told -> told.json().path("message").asString("").equals(message))
                .isPresent();
    }

    private static Optional<Command> status(Resource service, String address) {
        var balancer = Json.object();
        if (!address.isEmpty()) {
            balancer.putArray("ingress").addObject().put("ip", address).put("ipMode", "VIP");
        }
        return new StatusWrite(service).set("loadBalancer", balancer).command();
    }
}
