package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Columns of Jobs. */
public final class JobColumns {

    private JobColumns() {}

    public static List<Column> ofJobs() {
        return List.of(
                Columns.name(),
                Columns.text("Status", "How it stands.", JobColumns::status),
                Columns.text(
                        "Completions", "How many pods have succeeded, of how many wanted.", JobColumns::completions),
                new Column(
                        "Duration",
                        "string",
                        "",
                        "How long it has run.",
                        0,
                        (job, now) -> StringNode.valueOf(duration(job, now))),
                Columns.age(),
                Columns.wide(
                        "Containers",
                        "The names of the template's containers.",
                        o -> Columns.containerNames(podSpec(o))),
                Columns.wide("Images", "The images of the template's containers.", o -> Columns.images(podSpec(o))),
                Columns.wide(
                        "Selector",
                        "Which pods belong.",
                        o -> WorkloadColumns.selectorText(o.path("spec").path("selector"))));
    }

    public static List<Column> ofCronJobs() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Schedule",
                        "When Jobs are made.",
                        job -> job.path("spec").path("schedule").asString("")),
                Columns.text(
                        "Timezone",
                        "Whose time that is.",
                        job -> Columns.orNone(job.path("spec").path("timeZone").asString(""))),
                Columns.text("Suspend", "Whether it rests.", job -> suspend(job.path("spec"))),
                Columns.number(
                        "Active",
                        "How many of its Jobs are running.",
                        job -> job.path("status").path("active").size()),
                new Column(
                        "Last Schedule",
                        "string",
                        "",
                        "How long ago it last made a Job.",
                        0,
                        (job, now) -> StringNode.valueOf(lastSchedule(job, now))),
                Columns.age(),
                Columns.wide(
                        "Containers",
                        "The names of the template's containers.",
                        o -> Columns.containerNames(podSpec(o.path("spec").path("jobTemplate")))),
                Columns.wide(
                        "Images",
                        "The images of the template's containers.",
                        o -> Columns.images(podSpec(o.path("spec").path("jobTemplate")))),
                Columns.wide(
                        "Selector",
                        "Which pods belong.",
                        o -> WorkloadColumns.selectorText(
                                o.path("spec").path("jobTemplate").path("spec").path("selector"))));
    }

    private static String suspend(JsonNode spec) {
        return spec.path("suspend").asBoolean(false) ? "True" : "False";
    }

    private static String lastSchedule(ObjectNode job, Instant now) {
        JsonNode last = job.path("status").path("lastScheduleTime");
        return last.isString() ? Columns.since(last, now) : Columns.NONE;
    }

    private static String status(ObjectNode job) {
        for (String end : List.of("Complete", "Failed")) {
            if (has(job, end)) {
                return end;
            }
        }
        if (job.path("metadata").hasNonNull("deletionTimestamp")) {
            return "Terminating";
        }
        if (has(job, "Suspended")) {
            return "Suspended";
        }
        return has(job, "FailureTarget") ? "FailureTarget" : "Running";
    }

    private static boolean has(ObjectNode job, String type) {
        for (JsonNode condition : job.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    private static String completions(ObjectNode job) {
        JsonNode spec = job.path("spec");
        int succeeded = job.path("status").path("succeeded").asInt(0);
        if (spec.hasNonNull("completions")) {
            return succeeded + "/" + spec.path("completions").asInt(0);
        }
        int parallelism = spec.path("parallelism").asInt(0);
        return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    }

    private static String duration(ObjectNode job, Instant now) {
        Instant start = time(job.path("status").path("startTime"));
        Instant end = time(job.path("status").path("completionTime"));
        if (start.equals(Instant.MIN)) {
            return "";
        }
        return HumanDuration.of(Duration.between(start, end.equals(Instant.MIN) ? now : end));
    }

    private static Instant time(JsonNode timestamp) {
        try {
            return timestamp.isString() ? Instant.parse(timestamp.asString()) : Instant.MIN;
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private static JsonNode podSpec(JsonNode job) {
        return job.path("spec").path("template").path("spec");
    }
}
