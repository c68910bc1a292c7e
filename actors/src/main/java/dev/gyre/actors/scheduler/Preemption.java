package dev.gyre.actors.scheduler;

import dev.gyre.actors.workload.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node on which a pod finds room when less important ones go, and which these are. Whoever can stay, stays: all that are of
 * lower priority are thought away, and taken back one by one, those whose disruption budgets would be broken first and then
 * the most important first, as long as the pod still fits.
 *
 * @param node as it is with all of them
 * @param victims the most important first; some may be going already
 * @param brokenBudgets how many of them go although a disruption budget says no
 */
record Preemption(NodeInfo node, List<PodInfo> victims, int brokenBudgets) {

    /** Every priority that is there, and one more, so that a pod fewer always counts as less. */
    private static final long ABOVE_LOWEST = 1L << 31;

    /** In a cluster of no more nodes than this, all are looked at. */
    private static final int LEAST_CANDIDATES = 100;

    static final Comparator<PodInfo> MOST_IMPORTANT_FIRST = Comparator.comparing(
                    PodInfo::priority, Comparator.reverseOrder())
            .thenComparing(Preemption::started)
            .thenComparing(pod -> pod.pod().key());

    /** The one that does the least harm: to budgets, to important pods, to many, and to those that have run for long. */
    private static final Comparator<Preemption> LEAST_HARM = Comparator.comparingInt(Preemption::brokenBudgets)
            .thenComparingInt(preemption -> preemption.highest().priority())
            .thenComparingLong(preemption -> preemption.victims().stream()
                    .mapToLong(victim -> victim.priority() + ABOVE_LOWEST)
                    .sum())
            .thenComparingInt(preemption -> preemption.victims().size())
            .thenComparing(Preemption::firstStartOfHighest, Comparator.reverseOrder());

    /** Who is on a node: as the view says, and as the decision in the making has put there. */
    interface Residents {
        List<PodInfo> on(NodeInfo node);
    }

    /** Where the pod's coming does the least harm; null where nobody's going would help. */
    static @Nullable Preemption of(
            PodInfo pod, List<NodeInfo> nodes, Residents residents, Profile profile, DisruptionAllowance allowance) {
        List<Filter> filters =
                profile.filters().stream().filter(f -> f.concerns(pod)).toList();
        int enough = Math.max(LEAST_CANDIDATES, nodes.size() / 10);
        List<Preemption> candidates = new ArrayList<>();
        for (int i = 0; i < nodes.size() && candidates.size() < enough; i++) {
            Preemption candidate = on(nodes.get(i), pod, residents, filters, allowance);
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        return candidates.stream().min(LEAST_HARM).orElse(null);
    }

    private static @Nullable Preemption on(
            NodeInfo node, PodInfo pod, Residents residents, List<Filter> filters, DisruptionAllowance allowance) {
        List<PodInfo> staying = new ArrayList<>();
        List<PodInfo> lower = new ArrayList<>();
        residents.on(node).forEach(resident -> (resident.priority() < pod.priority() ? lower : staying).add(resident));
        if (lower.isEmpty()) {
            return null;
        }
        NodeInfo emptied = NodeInfo.of(node.node(), staying);
        if (!fits(pod, emptied, filters)) {
            return null;
        }
        lower.sort(MOST_IMPORTANT_FIRST);
        List<PodInfo> protectedOnes = allowance.exceededBy(lower);
        List<PodInfo> victims = new ArrayList<>();
        NodeInfo filling = takeBack(protectedOnes, pod, emptied, filters, victims);
        int broken = victims.size();
        lower.removeAll(protectedOnes);
        takeBack(lower, pod, filling, filters, victims);
        victims.sort(MOST_IMPORTANT_FIRST);
        return victims.isEmpty() ? null : new Preemption(node, List.copyOf(victims), broken);
    }

    private static NodeInfo takeBack(
            List<PodInfo> candidates, PodInfo pod, NodeInfo node, List<Filter> filters, List<PodInfo> victims) {
        NodeInfo filling = node;
        for (PodInfo candidate : candidates) {
            NodeInfo with = filling.with(candidate);
            if (fits(pod, with, filters)) {
                filling = with;
            } else {
                victims.add(candidate);
            }
        }
        return filling;
    }

    private static boolean fits(PodInfo pod, NodeInfo node, List<Filter> filters) {
        return filters.stream()
                .allMatch(filter -> filter.reasonsAgainst(pod, node).isEmpty());
    }

    private PodInfo highest() {
        return victims.getFirst();
    }

    private Instant firstStartOfHighest() {
        return started(highest());
    }

    private static Instant started(PodInfo pod) {
        Instant started = Timestamp.read(pod.pod().json().path("status").path("startTime"));
        return started == null ? Instant.MAX : started;
    }
}
