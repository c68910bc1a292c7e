package dev.gyre.actors.cronjob;

import static dev.gyre.actors.cronjob.CronJobStatus.EVENTS;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.GoingNamespace;
import dev.gyre.actors.workload.JobState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.cron.CronSchedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a CronJob makes a Job now, and what its status says then. The Job comes first and the time for which it was made
 * after it: whoever stops in between finds the Job under the name of its time.
 */
record Turn(CronJob cronJob, CronJobStatus status, ClusterView view, Instant now) {

    private static final int FIRST_EVENT = 1000;
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    /**
     * @param commands one chain
     * @param warnings Events for themselves
     */
    record Outcome(
            List<Command> commands,
            List<Command> warnings,
            String reason,
            @Nullable Instant wakeAt) {}

    Outcome outcome() {
        if (cronJob.resource().isDeleting() || cronJob.isSuspended()) {
            return new Outcome(statusAsItIs(), List.of(), "makes no Jobs for now", null);
        }
        ZoneId zone = cronJob.zone();
        if (zone == null) {
            String name = cronJob.timeZone();
            return complaint("UnknownTimeZone", "invalid timeZone: \"" + name + "\": unknown time zone " + name);
        }
        try {
            return onSchedule(CronSchedule.parse(cronJob.schedule()), zone);
        } catch (IllegalArgumentException fault) {
            return complaint(
                    "UnparseableSchedule",
                    "unparseable schedule: \"" + cronJob.schedule() + "\" : " + fault.getMessage());
        }
    }

    private Outcome onSchedule(CronSchedule schedule, ZoneId zone) {
        Timetable times = Timetable.of(schedule, zone, cronJob.settledUntil(now), now);
        Instant due = times.due();
        if (due == null && times.next() == null) {
            return complaint("InvalidSchedule", "invalid schedule: " + cronJob.schedule() + " : it names no time");
        }
        List<Command> warnings = new ArrayList<>();
        missed(schedule, zone).ifPresent(warnings::add);
        if (due == null) {
            return new Outcome(statusAsItIs(), warnings, "nothing is due", times.next());
        }
        if (times.missedTooMany()) {
            once(
                            "Warning",
                            due.toString(),
                            "TooManyMissedTimes",
                            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew")
                    .ifPresent(warnings::add);
        }
        if (view.get(cronJob.jobKey(due)).isPresent()) {
            return new Outcome(status.commands(due, view, now), warnings, "made a Job for " + due, times.next());
        }
        if (cronJob.concurrencyPolicy().equals("Forbid") && !status.active().isEmpty()) {
            once(
                            "Normal",
                            due.toString(),
                            "JobAlreadyActive",
                            "Not starting job because prior execution is running and concurrency policy is Forbid")
                    .ifPresent(warnings::add);
            return new Outcome(statusAsItIs(), warnings, "the Job before is still at work", times.next());
        }
        if (GoingNamespace.isOf(cronJob.resource(), view)) {
            return new Outcome(statusAsItIs(), warnings, "the namespace is being deleted", times.next());
        }
        return new Outcome(start(due, zone), warnings, "a Job is due for " + due, times.next());
    }

    /** The latest time for which it is too late now. */
    private Optional<Command> missed(CronSchedule schedule, ZoneId zone) {
        Instant served = cronJob.servedUntil(now);
        Instant settled = cronJob.settledUntil(now);
        Instant missed = served.isBefore(settled)
                ? Timetable.of(schedule, zone, served, settled).due()
                : null;
        return missed == null || view.get(cronJob.jobKey(missed)).isPresent()
                ? Optional.empty()
                : once(
                        "Warning",
                        missed.toString(),
                        "MissSchedule",
                        "Missed scheduled time to start a job: " + RFC_1123.format(missed.atOffset(ZoneOffset.UTC)));
    }

    private List<Command> start(Instant due, ZoneId zone) {
        boolean isReplacing = cronJob.concurrencyPolicy().equals("Replace");
        Set<String> replaced = isReplacing ? status.active().keySet() : Set.of();
        List<Command> commands = new ArrayList<>();
        for (String uid : replaced) {
            view.byUid(uid).ifPresent(job -> commands.addAll(deletion(new JobState(job), commands.size())));
        }
        Command.Create job = cronJob.create(due, zone);
        commands.add(job);
        commands.addAll(status.without(replaced).commands(due, view, now));
        commands.add(event("SuccessfulCreate", "Created job " + job.key().name(), commands.size()));
        return commands;
    }

    /** The status as the Jobs have it; empty where it is so already. */
    List<Command> statusAsItIs() {
        return status.commands(cronJob.lastScheduleTime(), view, now);
    }

    List<Command> deletion(JobState job, int index) {
        ResourceKey key = job.resource().key();
        Command delete =
                new Command.Delete(key, job.resource().uid(), null, Command.Propagation.BACKGROUND, null, List.of());
        return List.of(delete, event("SuccessfulDelete", "Deleted job " + key.name(), index));
    }

    private Outcome complaint(String reason, String message) {
        String occasion = Long.toString(cronJob.resource().generation());
        List<Command> warnings =
                once("Warning", occasion, reason, message).map(List::of).orElse(List.of());
        return new Outcome(statusAsItIs(), warnings, message, null);
    }

    private Command event(String reason, String message, int index) {
        return EVENTS.normal(cronJob.resource(), view.revision(), FIRST_EVENT + index, reason, message, now);
    }

    private Optional<Command> once(String type, String occasion, String reason, String message) {
        return EVENTS.onceFor(type, cronJob.resource(), view, occasion, reason, message, now);
    }
}
