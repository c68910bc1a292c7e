package dev.gyre.actors.cronjob;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.JobState;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a CronJob's status is to say of its Jobs: those at work that it made itself, and when one last succeeded. Jobs that
 * somebody made from it by hand are not listed and hold up nothing, as upstream.
 *
 * @param active the Jobs at work, by uid, in the order in which they are listed
 * @param told what became of the others, once the status says so
 */
record CronJobStatus(
        CronJob cronJob,
        Map<String, JsonNode> active,
        @Nullable Instant lastSuccessfulTime,
        List<Telling> told) {

    static final EventCommands EVENTS = new EventCommands("cronjob-controller");

    /** An Event to be. */
    record Telling(String reason, String message) {}

    static CronJobStatus of(CronJob cronJob, List<JobState> jobs) {
        Map<String, JobState> byUid = new LinkedHashMap<>();
        jobs.forEach(job -> byUid.put(job.resource().uid(), job));
        Map<String, JsonNode> active = new LinkedHashMap<>();
        List<Telling> told = new ArrayList<>();
        for (JsonNode listed : cronJob.active()) {
            JobState job = byUid.get(listed.path("uid").asString(""));
            Condition end = job == null ? null : job.end();
            String name = listed.path("name").asString("");
            if (job == null) {
                told.add(new Telling("MissingJob", "Active job went missing: " + name));
            } else if (end != null) {
                told.add(new Telling("SawCompletedJob", "Saw completed job: " + name + ", condition: " + end.type()));
            } else {
                active.put(job.resource().uid(), listed);
            }
        }
        byUid.forEach((uid, job) -> {
            if (!job.isFinished() && isOwnWork(job)) {
                active.putIfAbsent(uid, reference(job.resource()));
            }
        });
        return new CronJobStatus(cronJob, active, lastSuccess(cronJob, jobs), told);
    }

    static boolean isOwnWork(JobState job) {
        return job.resource().annotations().containsKey(CronJob.SCHEDULED);
    }

    private static @Nullable Instant lastSuccess(CronJob cronJob, List<JobState> jobs) {
        Instant last = cronJob.lastSuccessfulTime();
        for (JobState job : jobs) {
            Instant end = job.hasSucceeded() ? job.completionTime() : null;
            if (end != null && (last == null || end.isAfter(last))) {
                last = end;
            }
        }
        return last;
    }

    private static ObjectNode reference(Resource job) {
        return Json.object()
                .put("kind", "Job")
                .put("namespace", job.namespace())
                .put("name", job.name())
                .put("uid", job.uid())
                .put("apiVersion", "batch/v1")
                .put("resourceVersion", Long.toString(job.revision()));
    }

    /** The same without these, which are about to be deleted. */
    CronJobStatus without(Set<String> uids) {
        Map<String, JsonNode> left = new LinkedHashMap<>(active);
        left.keySet().removeAll(uids);
        return new CronJobStatus(cronJob, left, lastSuccessfulTime, told);
    }

    /** The write, and then the Events that tell of what is new in it; empty where nothing is. */
    List<Command> commands(@Nullable Instant lastScheduleTime, ClusterView view, Instant now) {
        StatusWrite status = new StatusWrite(cronJob.resource());
        ArrayNode list = Json.MAPPER.createArrayNode();
        active.values().forEach(list::add);
        if (list.isEmpty()) {
            status.without("active");
        } else {
            status.set("active", list);
        }
        if (lastScheduleTime != null) {
            status.put("lastScheduleTime", Timestamp.write(lastScheduleTime));
        }
        if (lastSuccessfulTime != null) {
            status.put("lastSuccessfulTime", Timestamp.write(lastSuccessfulTime));
        }
        List<Command> commands = new ArrayList<>();
        status.command().ifPresent(write -> {
            commands.add(write);
            for (Telling telling : told) {
                commands.add(EVENTS.normal(
                        cronJob.resource(),
                        view.revision(),
                        commands.size(),
                        telling.reason(),
                        telling.message(),
                        now));
            }
        });
        return commands;
    }
}
