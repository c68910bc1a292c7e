package dev.gyre.actors.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.workload.JobState;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.cron.CronSchedule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.node.ObjectNode;

/**
 * A CronJob over a night on which the clocks go back: Jobs end as chance has it, the controller is stopped in the middle of
 * what it does and starts anew after a while. No time has two Jobs, policies hold after every single command, and in the end
 * the status says what there is.
 */
class CronJobPropertiesTest {

    private static final ResourceKey TICK = ResourceKey.namespaced("batch", "cronjobs", "default", "tick");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final CronJobReconciler reconciler = new CronJobReconciler();

    @Property(tries = 30)
    void noTimeHasTwoJobs(@ForAll long seed) {
        Random random = new Random(seed);
        String schedule = pick(random, "*/7 * * * *", "30 0-5 * * *", "@hourly", "15,45 2 * * *", "@every 25m");
        String policy = pick(random, "Allow", "Forbid", "Replace");
        InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-10-24T22:00:00Z"));
        cluster.create(
                TICK.toString(),
                "{'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'tick','namespace':'default'},'spec':{"
                        + "'schedule':'" + schedule + "','timeZone':'Europe/Berlin','concurrencyPolicy':'" + policy
                        + "','successfulJobsHistoryLimit':2,'failedJobsHistoryLimit':1,'jobTemplate':{'spec':{}}}}");
        Set<String> made = new HashSet<>();
        for (int step = 0; step < 150; step++) {
            List<Command> commands = decide(cluster).commands();
            int applied = random.nextInt(4) > 0 ? commands.size() : random.nextInt(commands.size() + 1);
            for (Command command : commands.subList(0, applied)) {
                cluster.execute(command);
                if (command instanceof Command.Create create
                        && create.key().plural().equals("jobs")) {
                    assertThat(made.add(create.key().name()))
                            .as("two Jobs for one time")
                            .isTrue();
                }
                assertPolicyHolds(cluster, policy);
            }
            for (Resource job : cluster.view().list("batch", "jobs")) {
                if (!new JobState(job).isFinished() && random.nextInt(4) == 0) {
                    end(cluster, job, random.nextInt(3) > 0 ? "Complete" : "Failed");
                }
            }
            cluster.advanceSeconds(random.nextInt(10) == 0 ? 5000 : random.nextInt(300));
        }
        settle(cluster);
        assertTheEnd(cluster, schedule, policy);
    }

    private Decision decide(InMemoryCluster cluster) {
        Decision decision = reconciler.reconcile(TICK, cluster.view(), cluster.now());
        assertThat(reconciler.reconcile(TICK, cluster.view(), cluster.now())).isEqualTo(decision);
        return decision;
    }

    private void settle(InMemoryCluster cluster) {
        for (int rounds = 0; rounds < 10; rounds++) {
            List<Command> commands = decide(cluster).commands();
            if (commands.isEmpty()) {
                return;
            }
            commands.forEach(cluster::execute);
        }
        throw new AssertionError("it does not come to rest: " + decide(cluster));
    }

    private static void assertPolicyHolds(InMemoryCluster cluster, String policy) {
        if (!policy.equals("Allow")) {
            assertThat(atWork(cluster)).as("Jobs at work under " + policy).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertTheEnd(InMemoryCluster cluster, String schedule, String policy) {
        CronJob cronJob = new CronJob(cluster.get(TICK.toString()));
        assertThat(cronJob.active().stream().map(job -> job.path("name").asString()))
                .containsExactlyInAnyOrderElementsOf(atWork(cluster));
        if (!policy.equals("Forbid")) {
            Instant after = CronSchedule.parse(schedule).next(cronJob.lastScheduleTime(), BERLIN);
            assertThat(after).as("the time after the last one").isAfter(cluster.now());
        }
        List<JobState> jobs = cronJob.jobs(cluster.view());
        assertThat(jobs.stream().filter(JobState::hasSucceeded)).hasSizeLessThanOrEqualTo(2);
        assertThat(jobs.stream().filter(job -> job.isFinished() && !job.hasSucceeded()))
                .hasSizeLessThanOrEqualTo(1);
    }

    private static List<String> atWork(InMemoryCluster cluster) {
        return cluster.view().list("batch", "jobs").stream()
                .filter(job -> !new JobState(job).isFinished())
                .map(Resource::name)
                .toList();
    }

    private static void end(InMemoryCluster cluster, Resource job, String end) {
        String now = Timestamp.write(cluster.now());
        ObjectNode object = job.copy();
        ObjectNode status = object.putObject("status").put("startTime", now);
        if (end.equals("Complete")) {
            status.put("completionTime", now);
        }
        status.putArray("conditions")
                .addObject()
                .put("type", end)
                .put("status", "True")
                .put("lastTransitionTime", now);
        cluster.execute(new Command.Update(job.key(), "status", job.revision(), object, List.of()));
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }
}
