package dev.gyre.actors.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.node.ObjectNode;

/** Whoever evicts as often as the budget allows, however late that is counted anew, leaves as many pods as it asks for. */
class DisruptionPropertiesTest {

    private static final ResourceKey BUDGET = ResourceKey.parse("poddisruptionbudgets.policy/default/b");

    private final DisruptionReconciler reconciler = new DisruptionReconciler();

    @Property(tries = 200)
    void evictionsLeaveWhatMustStay(@ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int minAvailable) {
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        Random random = new Random(seed);
        cluster.create(
                BUDGET.toString(),
                "{'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'b'},"
                        + "'spec':{'minAvailable':" + minAvailable + ",'selector':{}}}");
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(3)) {
                case 0 -> create(cluster, step);
                case 1 -> evict(cluster, random, minAvailable);
                default -> reconcile(cluster);
            }
        }
        reconcile(cluster);
        assertThat(reconciler.reconcile(BUDGET, cluster.view(), cluster.now()).commands())
                .isEmpty();
        int pods = pods(cluster).size();
        assertThat(cluster.get(BUDGET.toString())
                        .json()
                        .at("/status/disruptionsAllowed")
                        .asInt())
                .isEqualTo(Math.max(0, pods - minAvailable));
    }

    private static void create(InMemoryCluster cluster, int step) {
        cluster.create(
                "pods/default/p" + step,
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p" + step + "'},'status':{'phase':'Running',"
                        + "'conditions':[{'type':'Ready','status':'True'}]}}");
    }

    /** As the gateway does: first it takes one from what is allowed, then the pod goes. */
    private static void evict(InMemoryCluster cluster, Random random, int minAvailable) {
        List<Resource> pods = pods(cluster);
        ObjectNode budget = cluster.get(BUDGET.toString()).copy();
        int allowed = budget.path("status").path("disruptionsAllowed").asInt(0);
        if (pods.isEmpty() || allowed == 0) {
            return;
        }
        Resource pod = pods.get(random.nextInt(pods.size()));
        ObjectNode status = budget.withObjectProperty("status");
        status.put("disruptionsAllowed", allowed - 1);
        status.withObjectProperty("disruptedPods").put(pod.name(), cluster.now().toString());
        cluster.execute(new Command.Update(
                BUDGET, "status", cluster.get(BUDGET.toString()).revision(), budget, List.of()));
        cluster.remove(pod.key());
        assertThat(pods(cluster)).hasSizeGreaterThanOrEqualTo(minAvailable);
    }

    private void reconcile(InMemoryCluster cluster) {
        reconciler.reconcile(BUDGET, cluster.view(), cluster.now()).commands().forEach(cluster::execute);
    }

    private static List<Resource> pods(InMemoryCluster cluster) {
        return cluster.view().list("", "pods", "default");
    }
}
