package dev.gyre.actors.cronjob;

import static dev.gyre.actors.cronjob.CronJobStatus.EVENTS;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.JobState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a Job for each time of a CronJob's schedule. A time that is due gets one Job, whose name follows from it; times that
 * were missed together get one for the latest. What ended before is told in the status first and deleted beyond the history's
 * limits only then.
 */
public final class CronJobReconciler implements ObjectReconciler {

    /** Beyond the Events of the Jobs that are made in the same decision. */
    private static final int HISTORY_EVENTS = 1000;

    @Override
    public String name() {
        return "cronjob";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return switch (event.key().groupResource()) {
            case "cronjobs.batch" -> Set.of(event.key());
            case "jobs.batch" -> {
                OwnerReference owner = event.resource().controller();
                yield owner != null
                                && owner.kind().equals(CronJob.KIND)
                                && owner.group().equals("batch")
                        ? Set.of(ResourceKey.namespaced(
                                "batch", "cronjobs", event.key().namespace(), owner.name()))
                        : Set.of();
            }
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        CronJob cronJob = new CronJob(resource);
        List<JobState> jobs = cronJob.jobs(view);
        CronJobStatus status = CronJobStatus.of(cronJob, jobs);
        Turn turn = new Turn(cronJob, status, view, now);
        Turn.Outcome outcome = turn.outcome();

        List<List<Command>> chains = new ArrayList<>();
        chains.add(outcome.commands());
        outcome.warnings().forEach(warning -> chains.add(List.of(warning)));
        if (turn.statusAsItIs().isEmpty()) {
            JobHistory.surplus(cronJob, jobs)
                    .forEach(job -> chains.add(turn.deletion(job, HISTORY_EVENTS + chains.size())));
        }
        unexpected(cronJob, jobs, view, now).forEach(warning -> chains.add(List.of(warning)));
        refusal(refusals)
                .map(message -> EVENTS.warningAgain(resource, view, "FailedCreate", message, now))
                .ifPresent(warning -> chains.add(List.of(warning)));
        return Decision.chains(chains, outcome.reason()).wakingAt(outcome.wakeAt());
    }

    /** A Job at work that somebody made from this CronJob by hand. */
    private static List<Command> unexpected(CronJob cronJob, List<JobState> jobs, ClusterView view, Instant now) {
        List<Command> warnings = new ArrayList<>();
        for (JobState job : jobs) {
            if (!job.isFinished() && !CronJobStatus.isOwnWork(job)) {
                String message = "Saw a job that the controller did not create or forgot: "
                        + job.resource().name();
                EVENTS.onceFor(
                                "Warning",
                                cronJob.resource(),
                                view,
                                job.resource().uid(),
                                "UnexpectedJob",
                                message,
                                now)
                        .ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    private static Optional<String> refusal(List<Refusal> refusals) {
        return refusals.stream()
                .filter(refusal -> refusal.verb().equals("create")
                        && refusal.key().groupResource().equals("jobs.batch")
                        && refusal.isForGood())
                .map(refusal -> "Error creating job: " + refusal.status().message())
                .findFirst();
    }
}
