package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a Job's status is to say, and the Events that tell of what changed in it. */
record JobStatus(
        Job job,
        JobPods pods,
        JobTally tally,
        JobVerdict verdict,
        @Nullable Instant start,
        ClusterView view,
        Instant now) {

    static final EventCommands EVENTS = new EventCommands("job-controller");

    /** Beyond the Events about single pods of the same decision. */
    private static final int FIRST_EVENT = 1000;

    private static final String SUSPENDED = "Suspended";

    /** When it began to run, anew after each suspension; null as long as it never did. */
    static @Nullable Instant startTime(Job job, Instant now) {
        if (job.isSuspended()) {
            return job.startTime();
        }
        return job.startTime() == null || job.has(SUSPENDED) ? now : job.startTime();
    }

    /** The status, and only then what it tells of. */
    List<Command> commands() {
        List<Command> events = new ArrayList<>();
        Conditions conditions = withVerdict(withSuspension(job.conditions(), events), events);
        StatusWrite status = new StatusWrite(job.resource())
                .putUnlessZero("active", pods.active().size())
                .put("ready", pods.active().stream().filter(PodState::isReady).count())
                .put("terminating", pods.terminating().size())
                .putUnlessZero("succeeded", tally.countedSucceeded())
                .putUnlessZero("failed", tally.countedFailed())
                .set("uncountedTerminatedPods", uncounted())
                .conditions(conditions);
        if (start != null) {
            status.put("startTime", Timestamp.write(start));
        }
        if (job.isIndexed()) {
            String completed = tally.indexes().succeeded().toString();
            status.putUnlessEmpty("completedIndexes", completed);
        }
        if (job.isLimitedPerIndex()) {
            status.put("failedIndexes", tally.indexes().failed().toString());
        }
        if (isOver() && verdict.isSuccess()) {
            status.put("completionTime", Timestamp.write(now));
        }
        List<Command> commands = new ArrayList<>();
        status.command().ifPresent(write -> {
            commands.add(write);
            commands.addAll(events);
        });
        return commands;
    }

    /** Nothing runs and nothing is left to be counted. */
    private boolean isOver() {
        return !verdict.isOpen()
                && pods.active().isEmpty()
                && pods.terminating().isEmpty()
                && tally.isCounted()
                && pods.all().stream().noneMatch(pod -> JobPods.isHeld(pod.resource()));
    }

    private Conditions withSuspension(Conditions before, List<Command> events) {
        if (job.isSuspended() && !job.has(SUSPENDED)) {
            events.add(event("Suspended", "Job suspended", events.size()));
            return before.report(condition(SUSPENDED, "True", "JobSuspended", "Job suspended"));
        }
        if (!job.isSuspended() && job.has(SUSPENDED)) {
            events.add(event("Resumed", "Job resumed", events.size()));
            return before.report(condition(SUSPENDED, "False", "JobResumed", "Job resumed"));
        }
        return before;
    }

    private Conditions withVerdict(Conditions before, List<Command> events) {
        if (verdict.isOpen()) {
            return before;
        }
        Conditions interim =
                before.report(condition(verdict.end().interim(), "True", verdict.reason(), verdict.message()));
        if (!isOver()) {
            return interim;
        }
        events.add(
                verdict.isFailure()
                        ? EVENTS.warning(
                                job.resource(),
                                view.revision(),
                                FIRST_EVENT + events.size(),
                                verdict.reason(),
                                verdict.message(),
                                now)
                        : event("Completed", "Job completed", events.size()));
        return interim.report(condition(verdict.end().last(), "True", verdict.reason(), verdict.message()));
    }

    private Command event(String reason, String message, int index) {
        return EVENTS.normal(job.resource(), view.revision(), FIRST_EVENT + index, reason, message, now);
    }

    private Condition condition(String type, String status, String reason, String message) {
        return new Condition(type, status, reason, message, null, now);
    }

    private ObjectNode uncounted() {
        ObjectNode uncounted = Json.object();
        if (!tally.uncountedFailed().isEmpty()) {
            var failed = uncounted.putArray("failed");
            tally.uncountedFailed().forEach(failed::add);
        }
        if (!tally.uncountedSucceeded().isEmpty()) {
            var succeeded = uncounted.putArray("succeeded");
            tally.uncountedSucceeded().forEach(succeeded::add);
        }
        return uncounted;
    }
}
