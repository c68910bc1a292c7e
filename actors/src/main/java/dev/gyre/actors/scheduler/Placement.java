package dev.gyre.actors.scheduler;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where one pod is to go, or why nowhere. */
sealed interface Placement {

    /** What the plugins said. */
    Verdicts verdicts();

    /** There. */
    record On(NodeInfo node, long score, Verdicts verdicts) implements Placement {}

    /**
     * Nowhere, and why.
     *
     * @param preemption why nobody is made to go for it; empty where there is no node
     * @param isAboutOtherPods whether on some node only other pods are in its way
     */
    record Nowhere(String reasons, String preemption, boolean isAboutOtherPods, Verdicts verdicts)
            implements Placement {
        /** For a reason that lies with the pod and not with any node. */
        static Nowhere onAnyOf(int nodes, String reason) {
            String none = "0/" + nodes + " nodes are available: ";
            return new Nowhere(
                    none + reason + ".",
                    none + nodes + " Preemption is not helpful for scheduling.",
                    false,
                    Verdicts.NONE);
        }

        /** The one that {@code kubectl describe} has always shown. */
        String message() {
            return preemption.isEmpty() ? reasons : reasons + " preemption: " + preemption;
        }
    }

    /** Chooses for one profile among nodes. */
    final class Chooser {

        /** In a cluster of no more nodes than this, all are looked at. */
        private static final int LEAST_POSSIBLE = 100;

        private final Profile profile;

        Chooser(Profile profile) {
            this.profile = profile;
        }

        /**
         * Nodes are looked at from a place that differs from pod to pod, and all over the list, since neighbours by name may be
         * neighbours in a rack, until enough are possible to choose from.
         */
        Placement choose(PodInfo pod, List<NodeInfo> nodes) {
            if (nodes.isEmpty()) {
                return new Nowhere("no nodes available to schedule pods", "", false, Verdicts.NONE);
            }
            List<Filter> filters =
                    profile.filters().stream().filter(f -> f.concerns(pod)).toList();
            int enough = enough(nodes.size());
            int at = Math.floorMod(mixed(pod.pod().uid().hashCode()), nodes.size());
            int stride = stride(nodes.size());
            List<NodeInfo> possible = new ArrayList<>();
            Objections objections = new Objections();
            int looked = 0;
            while (looked < nodes.size() && possible.size() < enough) {
                NodeInfo node = nodes.get(at);
                at = (at + stride) % nodes.size();
                if (!objections.against(filters, pod, node)) {
                    possible.add(node);
                }
                looked++;
            }
            return possible.isEmpty()
                    ? objections.nowhere(nodes.size())
                    : best(pod, possible, looked, objections.byPlugin());
        }

        /**
         * A hundred, and a twentieth of a cluster that is larger than 2,000. Upstream takes up to half, with sixteen threads; but the
         * best of a hundred that were drawn anew for each pod is hardly worse than the best of five hundred.
         */
        private static int enough(int nodes) {
            return Math.max(LEAST_POSSIBLE, nodes / 20);
        }

        /** By such steps each node is come to once: there is no common divisor. */
        private static int stride(int nodes) {
            int stride = Math.max(1, nodes * 5 / 8);
            while (!BigInteger.valueOf(stride).gcd(BigInteger.valueOf(nodes)).equals(BigInteger.ONE)) {
                stride++;
            }
            return stride;
        }

        private On best(PodInfo pod, List<NodeInfo> possible, int looked, Map<String, Map<String, Integer>> refused) {
            long[] totals = new long[possible.size()];
            List<long[]> weighted = new ArrayList<>();
            for (Profile.Weighted plugin : profile.scores()) {
                long[] scores = new long[possible.size()];
                if (plugin.score().concerns(pod)) {
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = plugin.score().score(pod, possible.get(i));
                    }
                    plugin.score().scale().normalize(scores);
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] *= plugin.weight();
                        totals[i] += scores[i];
                    }
                }
                weighted.add(scores);
            }
            int best = best(pod, possible, totals);
            List<Verdicts.Scored> scored = new ArrayList<>();
            for (int node : first(totals, best)) {
                List<Long> byPlugin =
                        weighted.stream().map(scores -> scores[node]).toList();
                scored.add(new Verdicts.Scored(possible.get(node).name(), totals[node], byPlugin));
            }
            return new On(possible.get(best), totals[best], new Verdicts(looked, possible.size(), refused, scored));
        }

        private static int best(PodInfo pod, List<NodeInfo> possible, long[] totals) {
            int best = 0;
            int bestTie = tie(pod, possible.getFirst());
            for (int i = 1; i < totals.length; i++) {
                if (totals[i] < totals[best]) {
                    continue;
                }
                int tie = tie(pod, possible.get(i));
                if (totals[i] > totals[best] || tie > bestTie) {
                    best = i;
                    bestTie = tie;
                }
            }
            return best;
        }

        /** The chosen one, then those that came closest. */
        private static List<Integer> first(long[] totals, int best) {
            List<Integer> first = new ArrayList<>();
            first.add(best);
            while (first.size() < Math.min(Verdicts.MOST_SCORED, totals.length)) {
                int next = -1;
                for (int i = 0; i < totals.length; i++) {
                    if (!first.contains(i) && (next < 0 || totals[i] > totals[next])) {
                        next = i;
                    }
                }
                first.add(next);
            }
            return first;
        }

        /** Ties are broken by a hash, so that they fall now here, now there, and the same way each time. */
        private static int tie(PodInfo pod, NodeInfo node) {
            return mixed(31 * pod.pod().uid().hashCode() + node.name().hashCode());
        }

        private static int mixed(int hash) {
            int spread = hash * 0x9E3779B9;
            return spread ^ (spread >>> 15);
        }
    }

    /** Why not, counted over the nodes; and in how many cases another pod would have to go. */
    final class Objections {
        private final Map<String, Map<String, Integer>> against = new TreeMap<>();
        private int looked;
        private int toOtherPods;

        /** The first filter that objects to a node speaks for all. */
        boolean against(List<Filter> filters, PodInfo pod, NodeInfo node) {
            looked++;
            for (Filter filter : filters) {
                List<String> reasons = filter.reasonsAgainst(pod, node);
                if (!reasons.isEmpty()) {
                    Map<String, Integer> ofFilter = against.computeIfAbsent(filter.name(), name -> new TreeMap<>());
                    reasons.forEach(reason -> ofFilter.merge(reason, 1, Integer::sum));
                    toOtherPods += filter.isAboutOtherPods() ? 1 : 0;
                    return true;
                }
            }
            return false;
        }

        Nowhere nowhere(int nodes) {
            Map<String, Integer> preemption = new TreeMap<>();
            preemption.put("No preemption victims found for incoming pod", toOtherPods);
            preemption.put("Preemption is not helpful for scheduling", nodes - toOtherPods);
            Map<String, Integer> reasons = new TreeMap<>();
            against.values()
                    .forEach(some -> some.forEach((reason, count) -> reasons.merge(reason, count, Integer::sum)));
            return new Nowhere(
                    counted(nodes, reasons),
                    counted(nodes, preemption),
                    toOtherPods > 0,
                    new Verdicts(looked, 0, against, List.of()));
        }

        Map<String, Map<String, Integer>> byPlugin() {
            return against;
        }

        private static String counted(int nodes, Map<String, Integer> reasons) {
            return "0/" + nodes + " nodes are available: "
                    + reasons.entrySet().stream()
                            .filter(reason -> reason.getValue() > 0)
                            .map(reason -> reason.getValue() + " " + reason.getKey())
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
    }
}
