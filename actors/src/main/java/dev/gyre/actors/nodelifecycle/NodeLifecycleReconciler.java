package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.ConditionEdit;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notices that a node has fallen silent. When no heartbeat has come for 40 s, all that its kubelet would say becomes {@code
 * Unknown} and its pods are no longer ready; taints follow from the conditions, and go when the kubelet is back and says that
 * all is well. Silence is counted from the time since when this process has listened, so that a cluster that was stopped
 * for a night does not take its nodes for lost when it wakes.
 */
public final class NodeLifecycleReconciler implements Reconciler {

    private static final Duration GRACE = Duration.ofSeconds(40);

    private static final String LISTENING_SINCE = "listeningSince";

    private record Paced(ClusterView view, EvictionPace pace) {}

    private volatile @Nullable Paced last;
    private final Instant listeningSince;
    private final EventCommands events = new EventCommands("node-controller");

    /** @param listeningSince when this process began to read heartbeats */
    public NodeLifecycleReconciler(Instant listeningSince) {
        this.listeningSince = listeningSince;
    }

    @Override
    public String name() {
        return "nodelifecycle";
    }

    @Override
    public @Nullable Reconciler startedWith(Map<String, String> inputs) {
        String since = inputs.get(LISTENING_SINCE);
        return since == null ? null : new NodeLifecycleReconciler(Instant.parse(since));
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return event.key().groupResource().equals("nodes") ? Set.of(event.key()) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource node = view.get(key).orElse(null);
        if (node == null || node.isDeleting()) {
            return Decision.NOTHING;
        }
        Silence silence = silence(node, view);
        boolean isSilent = !silence.end().isAfter(now);
        Optional<Command> unknown = isSilent ? NodeConditions.of(node).silenced(now) : Optional.empty();
        if (unknown.isPresent()) {
            return lost(node, unknown.get(), view, now).reading(silence.inputs());
        }
        NodeTaints taints = NodeTaints.of(node, () -> pace(view), now);
        List<List<Command>> chains = new ArrayList<>();
        taints.command().ifPresent(command -> chains.add(List.of(command)));
        if (isSilent && NodeConditions.of(node).isLost()) {
            chains.addAll(podsNoLongerReady(node, view, now));
        }
        Instant wakeAt = earlier(isSilent ? null : silence.end(), taints.nextTurn());
        String reason = isSilent ? "no heartbeat since " + silence.since() : "heartbeats arrive";
        return Decision.chains(chains, reason).wakingAt(wakeAt).reading(silence.inputs());
    }

    /**
     * Since when nothing has been heard.
     *
     * @param inputs what was read that is no object, by value, and as times: an age would be another one in each run
     */
    private record Silence(Instant since, Map<String, String> inputs) {

        Instant end() {
            return since.plus(GRACE);
        }
    }

    private Silence silence(Resource node, ClusterView view) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put(LISTENING_SINCE, listeningSince.toString());
        Instant since = listeningSince;
        Instant heartbeat = view.heartbeats().get(node.name());
        Instant created = node.creationTimestamp();
        if (heartbeat != null) {
            inputs.put("heartbeat", heartbeat.toString());
            since = later(since, heartbeat);
        } else if (created != null) {
            since = later(since, created);
        }
        return new Silence(since, inputs);
    }

    private Decision lost(Resource node, Command unknown, ClusterView view, Instant now) {
        List<Command> chain = new ArrayList<>();
        chain.add(unknown);
        if (NodeConditions.of(node).isReady()) {
            String message = "Node " + node.name() + " status is now: NodeNotReady";
            chain.add(events.normal(node, view.revision(), 0, "NodeNotReady", message, now));
        }
        return Decision.of(chain, "its kubelet has stopped posting heartbeats");
    }

    /** All lost nodes that are looked at together have one; what comes out does not depend on it being kept. */
    private EvictionPace pace(ClusterView view) {
        Paced known = last;
        if (known == null || known.view() != view) {
            known = new Paced(view, EvictionPace.of(view));
            last = known;
        }
        return known.pace();
    }

    /** A pod that nobody hears of must not be sent requests. */
    private static List<List<Command>> podsNoLongerReady(Resource node, ClusterView view, Instant now) {
        List<List<Command>> chains = new ArrayList<>();
        for (Resource pod : view.podsOnNode(node.name())) {
            if (new PodState(pod).isReady()) {
                ObjectNode object = pod.copy();
                String message = "node " + node.name() + " has stopped reporting";
                ConditionEdit.set(object, new Condition("Ready", "False", "NodeNotReady", message, null, now));
                chains.add(List.of(new Command.Update(pod.key(), "status", pod.revision(), object, List.of())));
            }
        }
        return chains;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
