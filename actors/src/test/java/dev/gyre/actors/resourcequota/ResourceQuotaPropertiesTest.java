package dev.gyre.actors.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods come, end and go as chance has it. Whoever looks only at the quotas that a change affects ends with what is true, and
 * what he has done leaves him nothing to do.
 */
class ResourceQuotaPropertiesTest {

    private static final String QUOTAS = "resourcequotas/default/";

    private final ResourceQuotaReconciler reconciler = new ResourceQuotaReconciler();

    @Property(tries = 100)
    void theStatusFollowsWhatIsThere(@ForAll long seed) {
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        Random random = new Random(seed);
        quota(cluster, "all", "'hard':{'pods':'9','requests.cpu':'1','count/pods':'9'}");
        quota(cluster, "short", "'hard':{'pods':'9'},'scopes':['Terminating']");
        Set<ResourceKey> dirty = new LinkedHashSet<>();
        for (int step = 0; step < 60; step++) {
            change(cluster, random, step);
            mark(cluster, dirty);
            if (random.nextInt(3) == 0) {
                reconcileAll(cluster, dirty);
            }
        }
        reconcileAll(cluster, dirty);

        int there = 0;
        int running = 0;
        int terminating = 0;
        for (Resource pod : cluster.view().list("", "pods", "default")) {
            boolean isOver = pod.json().path("status").has("phase");
            there++;
            running += isOver ? 0 : 1;
            terminating += !isOver && pod.json().path("spec").has("activeDeadlineSeconds") ? 1 : 0;
        }
        JsonNode used = cluster.get(QUOTAS + "all").json().path("status").path("used");
        assertThat(used.path("count/pods").asString()).isEqualTo("" + there);
        assertThat(used.path("pods").asString()).isEqualTo("" + running);
        assertThat(used.path("requests.cpu").asString()).isEqualTo(running == 0 ? "0" : 10 * running + "m");
        assertThat(cluster.get(QUOTAS + "short").json().at("/status/used/pods").asString())
                .isEqualTo("" + terminating);
        for (Resource quota : cluster.view().list("", "resourcequotas", "default")) {
            assertThat(reconciler
                            .reconcile(quota.key(), cluster.view(), cluster.now())
                            .commands())
                    .isEmpty();
        }
    }

    private static void quota(InMemoryCluster cluster, String name, String spec) {
        cluster.create(
                QUOTAS + name,
                "{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'" + name + "'},'spec':{" + spec + "}}");
    }

    private static void change(InMemoryCluster cluster, Random random, int step) {
        List<Resource> pods = cluster.view().list("", "pods", "default");
        Resource pod = pods.isEmpty() ? null : pods.get(random.nextInt(pods.size()));
        if (pod == null || random.nextInt(2) == 0) {
            String deadline = random.nextBoolean() ? "'activeDeadlineSeconds':60," : "";
            String name = Integer.toString(random.nextInt(50)) + "-" + step;
            cluster.create(
                    "pods/default/" + name,
                    "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'},'spec':{" + deadline
                            + "'containers':[{'name':'c','resources':{'requests':{'cpu':'10m'}}}]}}");
        } else if (random.nextBoolean()) {
            ObjectNode ended = pod.copy();
            ended.putObject("status").put("phase", random.nextBoolean() ? "Succeeded" : "Failed");
            cluster.execute(new Command.Update(pod.key(), "status", pod.revision(), ended, List.of()));
        } else {
            cluster.remove(pod.key());
        }
    }

    private void mark(InMemoryCluster cluster, Set<ResourceKey> dirty) {
        for (ResourceEvent event : cluster.takeEvents()) {
            dirty.addAll(reconciler.affectedBy(event, cluster.view()));
        }
    }

    private void reconcileAll(InMemoryCluster cluster, Set<ResourceKey> dirty) {
        while (!dirty.isEmpty()) {
            ResourceKey key = dirty.iterator().next();
            dirty.remove(key);
            Decision decision = reconciler.reconcile(key, cluster.view(), cluster.now());
            decision.commands().forEach(cluster::execute);
            mark(cluster, dirty);
        }
    }
}
