package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.workload.Disruption;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One decision in the making: the nodes as they fill up, and what is to be done so far. Pods come in the order of their
 * importance, so whoever is placed or has a place set aside for it is in nobody's way who comes before it.
 */
final class SchedulingRound {
    /** Bindings and messages in one decision: what fits in a record of the log with room to spare. */
    private static final int MOST_CHAINS = 500;

    /** Pods that one decision makes go: each takes three commands. */
    private static final int MOST_VICTIMS = 300;

    private final Profile profile;
    private final Placement.Chooser chooser;
    private final EventCommands events;
    private final long revision;
    private final Instant now;
    private final SchedulingSnapshot snapshot;
    private final List<NodeInfo> nodes;
    private final Map<String, List<PodInfo>> added = new HashMap<>();
    private final DisruptionAllowance allowance;
    private final Set<Map.Entry<PodInfo.Shape, Integer>> hopeless = new HashSet<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final ClaimBook claims;
    private final Map<PodInfo.Shape, Placement.Nowhere> impossible = new HashMap<>();
    private final List<List<Command>> chains = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final ArrayNode weighed = Json.MAPPER.createArrayNode();
    private int victims;

    SchedulingRound(Profile profile, ClusterView view, Instant now, SchedulingSnapshot snapshot) {
        this.profile = profile;
        this.chooser = new Placement.Chooser(profile);
        this.events = new EventCommands(profile.name());
        this.claims = new ClaimBook(view);
        this.allowance = new DisruptionAllowance(view);
        this.revision = view.revision();
        this.now = now;
        this.snapshot = snapshot;
        this.nodes = new ArrayList<>(snapshot.nodes());
        for (int i = 0; i < nodes.size(); i++) {
            indexes.put(nodes.get(i).name(), i);
        }
    }

    Decision place(List<PodInfo> waiting) {
        int unplaced = 0;
        for (PodInfo each : waiting) {
            if (chains.size() == MOST_CHAINS || victims >= MOST_VICTIMS) {
                reasons.add("more pods wait for the next decision");
                return decision(now);
            }
            PodInfo pod = each.with(claims.claimsOf(each.pod()));
            switch (placement(pod)) {
                case Placement.On on -> place(pod, on);
                case Placement.Nowhere nowhere -> {
                    unplaced++;
                    makeRoom(pod, nowhere);
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
        take(on.node(), pod);
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

    /** What is left is for those that come after it. */
    private void take(NodeInfo node, PodInfo pod) {
        nodes.set(indexes.getOrDefault(node.name(), 0), node.with(pod));
        added.computeIfAbsent(node.name(), name -> new ArrayList<>()).add(pod);
    }

    private List<PodInfo> residents(NodeInfo node) {
        List<PodInfo> residents = new ArrayList<>(snapshot.podsOn(node.name()));
        residents.addAll(added.getOrDefault(node.name(), List.of()));
        return residents;
    }

    /** It keeps its place on the node on which others are going for it, or makes others go, or is told why not. */
    private void makeRoom(PodInfo pod, Placement.Nowhere nowhere) {
        NodeInfo nominated = nominatedNode(pod);
        if (nominated != null && residents(nominated).stream().anyMatch(other -> goesFor(pod, other))) {
            take(nominated, pod);
            reasons.add(name(pod) + " waits for others to go from " + nominated.name());
            return;
        }
        Preemption preemption = nowhere.isAboutOtherPods() && !pod.neverPreempts() ? preemption(pod) : null;
        if (preemption == null) {
            tell(pod, nowhere);
        } else {
            preempt(pod, nowhere, preemption);
        }
    }

    private @Nullable NodeInfo nominatedNode(PodInfo pod) {
        Integer index = indexes.get(pod.nominatedNode());
        return index == null ? null : nodes.get(index);
    }

    private static boolean goesFor(PodInfo pod, PodInfo other) {
        return other.pod().isDeleting() && other.priority() < pod.priority();
    }

    /** As nodes only fill up, what was no help once is none for its like. */
    private @Nullable Preemption preemption(PodInfo pod) {
        Map.Entry<PodInfo.Shape, Integer> like = Map.entry(pod.shape(), pod.priority());
        if (hopeless.contains(like)) {
            return null;
        }
        Preemption preemption = Preemption.of(pod, nodes, this::residents, profile, allowance);
        if (preemption == null) {
            hopeless.add(like);
        }
        return preemption;
    }

    /** First the place is set aside, then who is in it goes: so nobody goes for nothing. */
    private void preempt(PodInfo pod, Placement.Nowhere nowhere, Preemption preemption) {
        NodeInfo node = preemption.node();
        List<Command> chain = new ArrayList<>();
        chain.add(unschedulable(pod.pod(), nowhere.reasons(), node.name()));
        chain.add(events.warning(pod.pod(), revision, 0, "FailedScheduling", nowhere.reasons(), now));
        List<PodInfo> going = preemption.victims().stream()
                .filter(victim -> !victim.pod().isDeleting())
                .toList();
        victims += going.size();
        going.forEach(victim -> chain.addAll(removal(victim.pod(), pod, node)));
        chains.add(chain);
        take(node, pod);
        reasons.add("%s gets the place of %d less important pods on %s"
                .formatted(name(pod), preemption.victims().size(), node.name()));
        ObjectNode verdicts = nowhere.verdicts().json(name(pod));
        ArrayNode preempts = verdicts.putArray("preempts");
        preemption.victims().forEach(victim -> preempts.add(name(victim)));
        weighed.add(verdicts);
    }

    private List<Command> removal(Resource victim, PodInfo pod, NodeInfo node) {
        String why = profile.name() + ": preempting to accommodate a higher priority pod";
        String by = "Preempted by pod " + pod.pod().uid() + " on node " + node.name();
        return List.of(
                Disruption.mark(victim, "PreemptionByScheduler", why, now),
                new Command.Delete(victim.key(), victim.uid(), null, Command.Propagation.BACKGROUND, null, List.of()),
                events.normal(victim, revision, 0, "Preempted", by, now));
    }

    private static String name(PodInfo pod) {
        return pod.pod().namespace() + "/" + pod.pod().name();
    }

    private void tell(PodInfo pod, Placement.Nowhere nowhere) {
        if (!isTold(pod.pod(), nowhere.message())) {
            chains.add(List.of(
                    unschedulable(pod.pod(), nowhere.message(), ""),
                    events.warning(pod.pod(), revision, 0, "FailedScheduling", nowhere.message(), now)));
            weighed.add(nowhere.verdicts()
                    .json(pod.pod().namespace() + "/" + pod.pod().name()));
        }
    }

    /** A node that was set aside for it before, and from which nobody goes any more, is so no longer. */
    private Command unschedulable(Resource pod, String message, String nominatedNode) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        if (!nominatedNode.isEmpty()) {
            status.put("nominatedNodeName", nominatedNode);
        } else if (pod.json().path("status").hasNonNull("nominatedNodeName")) {
            status.putNull("nominatedNodeName");
        }
        JsonNode known = condition(pod);
        String since = known.path("status").asString("").equals("False")
                ? known.path("lastTransitionTime").asString("")
                : "";
        status.putArray("conditions")
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", "Unschedulable")
                .put("message", message)
                .put(
                        "lastTransitionTime",
                        since.isEmpty() ? now.truncatedTo(ChronoUnit.SECONDS).toString() : since);
        return new Command.Patch(pod.key(), "status", Command.PatchType.STRATEGIC, patch, List.of());
    }

    private static boolean isTold(Resource pod, String message) {
        JsonNode condition = condition(pod);
        return condition.path("status").asString("").equals("False")
                && condition.path("reason").asString("").equals("Unschedulable")
                && condition.path("message").asString("").equals(message)
                && !pod.json().path("status").hasNonNull("nominatedNodeName");
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
