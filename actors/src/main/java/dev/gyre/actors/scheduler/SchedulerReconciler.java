package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Assigns waiting pods to nodes. Its one key is its profile: each decision is about all waiting pods at once, in the order
 * of priority and age, each placed on what the ones before it have left. A pod that fits nowhere is told so in its
 * condition {@code PodScheduled}, when that says something new. The decision is bounded; where more is left to do, the
 * next one follows as soon as the view has this one's writes.
 */
public final class SchedulerReconciler implements Reconciler {

    /** Bindings and messages in one decision: what fits in a record of the log with room to spare. */
    private static final int MOST_CHAINS = 500;

    private static final Comparator<PodInfo> QUEUE = Comparator.comparing(PodInfo::priority, Comparator.reverseOrder())
            .thenComparing(PodInfo::created)
            .thenComparing(pod -> pod.pod().key());

    private final Profile profile;
    private final Placement.Chooser chooser;
    private final EventCommands events;

    /** The last snapshot, to derive the next from; what comes out does not depend on it. */
    private volatile SchedulingSnapshot last = SchedulingSnapshot.EMPTY;

    public SchedulerReconciler() {
        this(Profile.standard());
    }

    public SchedulerReconciler(Profile profile) {
        this.profile = profile;
        this.chooser = new Placement.Chooser(profile);
        this.events = new EventCommands(profile.name());
    }

    @Override
    public String name() {
        return "scheduler";
    }

    /** The one key: the profile. */
    public ResourceKey key() {
        return ResourceKey.clusterScoped("", "schedulers", profile.name());
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        boolean matters = switch (event.key().groupResource()) {
            case "nodes", "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io" -> true;
            case "pods" ->
                isWaiting(event.resource()) || givesBack(event) || ClaimBook.usesAlone(event.resource(), view);
            default -> false;
        };
        return matters ? Set.of(key()) : Set.of();
    }

    /** A pod that ends or goes leaves room. */
    private static boolean givesBack(ResourceEvent event) {
        boolean isAssigned = !nodeName(event.resource()).isEmpty();
        return isAssigned
                && (event.type() == ResourceEvent.Type.DELETED || SchedulingSnapshot.isOver(event.resource()));
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        List<PodInfo> waiting = view.podsOnNode("").stream()
                .filter(this::isWaiting)
                .map(PodInfo::of)
                .sorted(QUEUE)
                .toList();
        if (waiting.isEmpty()) {
            return Decision.NOTHING;
        }
        SchedulingSnapshot snapshot = last.next(view);
        last = snapshot;
        return new Batch(view, now, snapshot.nodes()).place(waiting);
    }

    private boolean isWaiting(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        String scheduler = spec.path("schedulerName").asString("");
        return (scheduler.isEmpty() ? Profile.DEFAULT_NAME : scheduler).equals(profile.name())
                && nodeName(pod).isEmpty()
                && !pod.isDeleting()
                && !SchedulingSnapshot.isOver(pod)
                && spec.path("schedulingGates").isEmpty();
    }

    static String nodeName(Resource pod) {
        return pod.json().path("spec").path("nodeName").asString("");
    }

    /** One decision in the making: the nodes as they fill up, and what is to be done so far. */
    private final class Batch {
        private final long revision;
        private final Instant now;
        private final List<NodeInfo> nodes;
        private final Map<String, Integer> indexes = new HashMap<>();
        private final ClaimBook claims;
        private final Map<PodInfo.Shape, Placement.Nowhere> impossible = new HashMap<>();
        private final List<List<Command>> chains = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();
        private final ArrayNode weighed = Json.MAPPER.createArrayNode();

        Batch(ClusterView view, Instant now, List<NodeInfo> nodes) {
            this.claims = new ClaimBook(view);
            this.revision = view.revision();
            this.now = now;
            this.nodes = new ArrayList<>(nodes);
            for (int i = 0; i < nodes.size(); i++) {
                indexes.put(nodes.get(i).name(), i);
            }
        }

        Decision place(List<PodInfo> waiting) {
            int unplaced = 0;
            for (PodInfo each : waiting) {
                if (chains.size() == MOST_CHAINS) {
                    reasons.add("more pods wait for the next decision");
                    return decision(now);
                }
                PodInfo pod = each.with(claims.claimsOf(each.pod()));
                switch (placement(pod)) {
                    case Placement.On on -> place(pod, on);
                    case Placement.Nowhere nowhere -> {
                        unplaced++;
                        tell(pod, nowhere);
                    }
                }
            }
            if (unplaced > 0) {
                reasons.add(unplaced + " pods fit nowhere");
            }
            return decision(null);
        }

        private Decision decision(@Nullable Instant wakeAt) {
            Decision decision =
                    Decision.chains(chains, reasons.toArray(String[]::new)).wakingAt(wakeAt);
            return weighed.isEmpty() ? decision : decision.weighing(details());
        }

        private ObjectNode details() {
            ObjectNode details = Json.object();
            ArrayNode plugins = details.putArray("plugins");
            profile.scores().forEach(weighted -> plugins.add(weighted.score().name()));
            details.set("pods", weighed);
            return details;
        }

        private Placement placement(PodInfo pod) {
            String objection = pod.claims().objection();
            if (!objection.isEmpty() && !nodes.isEmpty()) {
                return Placement.Nowhere.onAnyOf(nodes.size(), objection);
            }
            PodInfo.Shape shape = pod.shape();
            Placement.Nowhere known = impossible.get(shape);
            if (known != null) {
                return known;
            }
            Placement placement = chooser.choose(pod, nodes);
            if (placement instanceof Placement.Nowhere nowhere) {
                impossible.put(shape, nowhere);
            }
            return placement;
        }

        /** It takes its room at once, and is bound when its claims are. */
        private void place(PodInfo pod, Placement.On on) {
            Resource node = on.node().node();
            nodes.set(indexes.getOrDefault(node.name(), 0), on.node().with(pod));
            claims.placed(pod.pod());
            if (!pod.claims().isWaiting()) {
                bind(pod, on, node);
                return;
            }
            List<Command> claiming = claims.claiming(pod.claims(), node);
            claiming.forEach(command -> chains.add(List.of(command)));
            if (!claiming.isEmpty()) {
                String name = pod.pod().namespace() + "/" + pod.pod().name();
                reasons.add(name + " is to run on " + node.name() + " when its claims have volumes there");
                weighed.add(on.verdicts().json(name));
            }
        }

        private void bind(PodInfo pod, Placement.On on, Resource node) {
            Resource object = pod.pod();
            String name = object.namespace() + "/" + object.name();
            List<Guard> guards = new ArrayList<>(pod.claims().guards());
            guards.add(new Guard.Exists(node.key(), node.uid()));
            chains.add(List.of(
                    new Command.Bind(object.key(), object.uid(), node.name(), List.copyOf(guards)),
                    events.normal(
                            object,
                            revision,
                            0,
                            "Scheduled",
                            "Successfully assigned " + name + " to " + node.name(),
                            now)));
            reasons.add("%s to %s: %d, best of %d possible nodes of %d looked at"
                    .formatted(
                            name,
                            node.name(),
                            on.score(),
                            on.verdicts().possible(),
                            on.verdicts().looked()));
            weighed.add(on.verdicts().json(name));
        }

        private void tell(PodInfo pod, Placement.Nowhere nowhere) {
            if (!isTold(pod.pod(), nowhere.message())) {
                chains.add(List.of(
                        unschedulable(pod.pod(), nowhere.message()),
                        events.warning(pod.pod(), revision, 0, "FailedScheduling", nowhere.message(), now)));
                weighed.add(nowhere.verdicts()
                        .json(pod.pod().namespace() + "/" + pod.pod().name()));
            }
        }

        private Command unschedulable(Resource pod, String message) {
            ObjectNode patch = Json.object();
            JsonNode known = condition(pod);
            String since = known.path("status").asString("").equals("False")
                    ? known.path("lastTransitionTime").asString("")
                    : "";
            patch.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", "Unschedulable")
                    .put("message", message)
                    .put(
                            "lastTransitionTime",
                            since.isEmpty()
                                    ? now.truncatedTo(ChronoUnit.SECONDS).toString()
                                    : since);
            return new Command.Patch(pod.key(), "status", Command.PatchType.STRATEGIC, patch, List.of());
        }

        private static boolean isTold(Resource pod, String message) {
            JsonNode condition = condition(pod);
            return condition.path("status").asString("").equals("False")
                    && condition.path("reason").asString("").equals("Unschedulable")
                    && condition.path("message").asString("").equals(message);
        }

        private static JsonNode condition(Resource pod) {
            for (JsonNode condition : pod.json().path("status").path("conditions")) {
                if (condition.path("type").asString("").equals("PodScheduled")) {
                    return condition;
                }
            }
            return Json.object();
        }
    }
}
