package dev.gyre.actors.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods end as chance has it, and the controller is stopped in the middle of what it does. Each pod that ended is counted
 * once, no more succeed than are wanted, and the Job comes to its end.
 */
class JobPropertiesTest {

    private static final ResourceKey JOB = ResourceKey.namespaced("batch", "jobs", "default", "pi");
    private static final int COMPLETIONS = 8;

    private final JobReconciler reconciler = new JobReconciler();

    @Property(tries = 80)
    void everyPodThatEndedIsCountedOnce(@ForAll long seed) {
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        Random random = new Random(seed);
        cluster.create(
                JOB.toString(),
                "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'pi','namespace':'default','uid':'u'},"
                        + "'spec':{'completions':8,'parallelism':3,'backoffLimit':100,"
                        + "'selector':{'matchLabels':{'batch.kubernetes.io/controller-uid':'u'}},"
                        + "'template':{'metadata':{'labels':{'batch.kubernetes.io/controller-uid':'u'}},"
                        + "'spec':{'restartPolicy':'Never','containers':[]}}}}");
        int succeeded = 0;
        int failed = 0;
        for (int step = 0; step < 2000 && !new Job(cluster.get(JOB.toString())).isFinished(); step++) {
            decideAndPartlyApply(cluster, random);
            for (Resource pod : cluster.view().list("", "pods")) {
                String phase = pod.json().path("status").path("phase").asString("");
                if (phase.isEmpty() && random.nextInt(3) == 0) {
                    boolean isSuccess = random.nextInt(3) > 0;
                    end(cluster, pod, isSuccess ? "Succeeded" : "Failed");
                    succeeded += isSuccess ? 1 : 0;
                    failed += isSuccess ? 0 : 1;
                } else if (!phase.isEmpty() && pod.finalizers().isEmpty() && random.nextInt(10) == 0) {
                    cluster.remove(pod.key());
                }
            }
            cluster.advanceSeconds(random.nextInt(200));
            assertThat(succeeded).isLessThanOrEqualTo(COMPLETIONS);
        }
        Job job = new Job(cluster.get(JOB.toString()));
        assertThat(job.has("Complete")).isTrue();
        assertThat(job.has("SuccessCriteriaMet")).isTrue();
        assertThat(job.count("succeeded")).isEqualTo(succeeded).isEqualTo(COMPLETIONS);
        assertThat(job.count("failed")).isEqualTo(failed);
        assertThat(reconciler.reconcile(JOB, cluster.view(), cluster.now()).commands())
                .isEmpty();
    }

    private void decideAndPartlyApply(InMemoryCluster cluster, Random random) {
        Decision decision = reconciler.reconcile(JOB, cluster.view(), cluster.now());
        List<Command> commands = decision.commands();
        int applied = random.nextBoolean() ? commands.size() : random.nextInt(commands.size() + 1);
        commands.subList(0, applied).forEach(cluster::execute);
    }

    private static void end(InMemoryCluster cluster, Resource pod, String phase) {
        ObjectNode object = pod.copy();
        object.putObject("status").put("phase", phase);
        cluster.execute(new Command.Update(pod.key(), "status", pod.revision(), object, List.of()));
    }
}
