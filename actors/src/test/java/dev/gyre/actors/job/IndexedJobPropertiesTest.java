package dev.gyre.actors.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.node.ObjectNode;

/**
 * An indexed Job whose failures are counted by index: its pods end as chance has it, some through no fault of their own, and are
 * swept away as soon as nothing holds them, and the controller is stopped in the middle of what it does. No index has two pods
 * at work or one more after it succeeded, none has more attempts than it may, and in the end every index has come to one.
 */
class IndexedJobPropertiesTest {

    private static final ResourceKey JOB = ResourceKey.namespaced("batch", "jobs", "default", "pi");
    private static final int COMPLETIONS = 6;
    private static final int LIMIT = 2;

    private final JobReconciler reconciler = new JobReconciler();
    private final Set<Integer> succeeded = new HashSet<>();
    private final Map<Integer, Integer> failures = new HashMap<>();

    @Property(tries = 100)
    void everyIndexComesToItsEnd(@ForAll long seed) {
        succeeded.clear();
        failures.clear();
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
        Random random = new Random(seed);
        cluster.create(
                JOB.toString(),
                "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'pi','namespace':'default','uid':'u'},'spec':{"
                        + "'completionMode':'Indexed','completions':6,'parallelism':3,'backoffLimit':2147483647,"
                        + "'backoffLimitPerIndex':2,'podReplacementPolicy':'Failed','podFailurePolicy':{'rules':["
                        + "{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget','status':'True'}]}]},"
                        + "'selector':{'matchLabels':{'batch.kubernetes.io/controller-uid':'u'}},"
                        + "'template':{'metadata':{'labels':{'batch.kubernetes.io/controller-uid':'u'}},"
                        + "'spec':{'restartPolicy':'Never','containers':[{'name':'c'}]}}}}");
        for (int step = 0; step < 3000 && !job(cluster).isFinished(); step++) {
            decideAndPartlyApply(cluster, random);
            for (Resource pod : cluster.view().list("", "pods")) {
                boolean isOver = new PodState(pod).isFinished();
                if (!isOver && random.nextInt(3) == 0) {
                    end(cluster, pod, random.nextInt(4));
                } else if (isOver && pod.finalizers().isEmpty() && random.nextInt(3) == 0) {
                    cluster.remove(pod.key());
                }
            }
            cluster.advanceSeconds(random.nextInt(300));
        }
        assertTheEnd(job(cluster));
        assertThat(reconciler.reconcile(JOB, cluster.view(), cluster.now()).commands())
                .isEmpty();
    }

    private void assertTheEnd(Job job) {
        Set<Integer> failed = new HashSet<>(failures.keySet());
        failed.removeIf(index -> failures.get(index) <= LIMIT);
        assertThat(job.has(failed.isEmpty() ? "Complete" : "Failed")).isTrue();
        assertThat(job.count("succeeded")).isEqualTo(succeeded.size()).isEqualTo(COMPLETIONS - failed.size());
        assertThat(job.count("failed"))
                .isEqualTo(
                        failures.values().stream().mapToInt(Integer::intValue).sum());
        for (int index = 0; index < COMPLETIONS; index++) {
            assertThat(job.indexes("completedIndexes").contains(index)).isEqualTo(succeeded.contains(index));
            assertThat(job.indexes("failedIndexes").contains(index)).isEqualTo(failed.contains(index));
        }
    }

    private void decideAndPartlyApply(InMemoryCluster cluster, Random random) {
        Decision decision = reconciler.reconcile(JOB, cluster.view(), cluster.now());
        List<Command> commands = decision.commands();
        int applied = random.nextBoolean() ? commands.size() : random.nextInt(commands.size() + 1);
        for (Command command : commands.subList(0, applied)) {
            cluster.execute(command);
            if (command instanceof Command.Create create
                    && create.key().plural().equals("pods")) {
                int index = index(cluster.get(create.key().toString()));
                assertThat(succeeded).as("indexes that have succeeded").doesNotContain(index);
                assertThat(failures.getOrDefault(index, 0))
                        .as("failures before")
                        .isLessThanOrEqualTo(LIMIT);
            }
            assertNoIndexIsTwiceAtWork(cluster);
        }
    }

    private static void assertNoIndexIsTwiceAtWork(InMemoryCluster cluster) {
        List<Integer> atWork = cluster.view().list("", "pods").stream()
                .filter(pod -> new PodState(pod).isActive())
                .map(IndexedJobPropertiesTest::index)
                .toList();
        assertThat(atWork).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
    }

    /** By chance: 0 is a failure, 1 a disruption, and the others are successes. */
    private void end(InMemoryCluster cluster, Resource pod, int chance) {
        ObjectNode object = pod.copy();
        ObjectNode status = object.putObject("status").put("phase", chance < 2 ? "Failed" : "Succeeded");
        status.putArray("containerStatuses")
                .addObject()
                .put("name", "c")
                .putObject("state")
                .putObject("terminated")
                .put("exitCode", chance < 2 ? 1 : 0)
                .put("finishedAt", Timestamp.write(cluster.now()));
        if (chance == 0) {
            failures.merge(index(pod), 1, Integer::sum);
        } else if (chance == 1) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "DisruptionTarget")
                    .put("status", "True");
        } else {
            succeeded.add(index(pod));
        }
        cluster.execute(new Command.Update(pod.key(), "status", pod.revision(), object, List.of()));
    }

    private static Job job(InMemoryCluster cluster) {
        return new Job(cluster.get(JOB.toString()));
    }

    private static int index(Resource pod) {
        return Integer.parseInt(pod.annotations().getOrDefault(Job.INDEX, "-1"));
    }
}
