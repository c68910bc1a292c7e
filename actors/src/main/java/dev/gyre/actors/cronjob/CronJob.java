package dev.gyre.actors.cronjob;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.JobState;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the reconciler reads of a CronJob, and the Jobs that it makes. */
record CronJob(Resource resource) {

    static final String KIND = "CronJob";

    /** On a Job, the time for which it was made. */
    static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private static final String API_VERSION = "batch/v1";
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

    String schedule() {
        return spec().path("schedule").asString("");
    }

    String timeZone() {
        return spec().path("timeZone").asString("");
    }

    /** UTC where none is named, wherever this runs; null where it is not known. */
    @Nullable
    ZoneId zone() {
        try {
            return timeZone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone());
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    boolean isSuspended() {
        return spec().path("suspend").asBoolean(false);
    }

    String concurrencyPolicy() {
        return spec().path("concurrencyPolicy").asString("Allow");
    }

    /** How many Jobs that ended this way are kept; as many as there are where it is not said. */
    int historyLimit(String outcome) {
        JsonNode limit = spec().path(outcome + "JobsHistoryLimit");
        return limit.isNumber() ? limit.asInt() : Integer.MAX_VALUE;
    }

    @Nullable
    Instant lastScheduleTime() {
        return Timestamp.read(status().path("lastScheduleTime"));
    }

    @Nullable
    Instant lastSuccessfulTime() {
        return Timestamp.read(status().path("lastSuccessfulTime"));
    }

    /** Times up to here have had their Jobs, or are older than the CronJob. */
    Instant servedUntil(Instant now) {
        Instant last = lastScheduleTime();
        Instant created = resource.creationTimestamp();
        return last != null ? last : created != null ? created : now;
    }

    /** Times up to here are past: they have been served, or are too old. */
    Instant settledUntil(Instant now) {
        Instant settled = servedUntil(now);
        JsonNode deadline = spec().path("startingDeadlineSeconds");
        Instant tooOld = deadline.isNumber() ? now.minusSeconds(deadline.asLong()) : Instant.MIN;
        return tooOld.isAfter(settled) ? tooOld : settled;
    }

    /** The references that the status lists. */
    List<JsonNode> active() {
        return status().path("active").valueStream().toList();
    }

    /** Every Job that it controls, those among them that somebody made from it by hand. */
    List<JobState> jobs(ClusterView view) {
        return view.ownedBy(resource.uid()).stream()
                .filter(owned -> owned.key().groupResource().equals("jobs.batch"))
                .filter(this::controls)
                .map(JobState::new)
                .toList();
    }

    private boolean controls(Resource job) {
        OwnerReference owner = job.controller();
        return owner != null && owner.uid().equals(resource.uid());
    }

    /** The name follows from the time, so that no time has two Jobs, whoever makes them. */
    ResourceKey jobKey(Instant scheduled) {
        long minutes = Math.floorDiv(scheduled.getEpochSecond(), 60);
        return ResourceKey.namespaced("batch", "jobs", resource.namespace(), resource.name() + "-" + minutes);
    }

    Command.Create create(Instant scheduled, ZoneId zone) {
        ResourceKey key = jobKey(scheduled);
        JsonNode template = spec().path("jobTemplate");
        ObjectNode job = Json.object().put("apiVersion", API_VERSION).put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        JsonNode labels = template.path("metadata").path("labels");
        if (!labels.isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
        ObjectNode annotations = metadata.putObject("annotations");
        if (template.path("metadata").path("annotations") instanceof ObjectNode given) {
            annotations.setAll(given.deepCopy());
        }
        annotations.put(
                SCHEDULED,
                RFC_3339.format(scheduled.truncatedTo(ChronoUnit.SECONDS).atZone(zone)));
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controllerOf(API_VERSION, KIND, resource).toJson());
        job.set("spec", template.path("spec").deepCopy());
        return new Command.Create(key, job, List.of(new Guard.Exists(resource.key(), resource.uid())));
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    private JsonNode status() {
        return resource.json().path("status");
    }
}
