package dev.gyre.gateway.cronjob;

import dev.gyre.gateway.job.JobSpecRules;
import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.schemas.cron.CronSchedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A cron job has a schedule that can be read, in a time zone that exists, and a template that Jobs can be made from. */
public final class CronJobRules implements KindRules {

    /** Jobs get eleven more characters, and must still be names of labels. */
    private static final int MAX_NAME = 52;

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath JOB = SPEC.child("jobTemplate").child("spec");
    private static final List<String> POLICIES = List.of("Allow", "Forbid", "Replace");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode cronJob, FieldErrors errors) {
        JsonNode spec = cronJob.path("spec");
        validateSchedule(spec, errors);
        validateTimeZone(spec.path("timeZone"), errors);
        Numbers.requireNotNegative(
                spec,
                SPEC,
                List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
                errors);
        String policy = spec.path("concurrencyPolicy").asString("");
        if (policy.isEmpty()) {
            errors.required(SPEC.child("concurrencyPolicy"), "");
        } else if (!POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("concurrencyPolicy"), policy, POLICIES);
        }
        JsonNode job = spec.path("jobTemplate").path("spec");
        JobSpecRules.validate(job, JOB, errors);
        if (job.path("manualSelector").asBoolean(false)) {
            errors.notSupported(JOB.child("manualSelector"), "true", List.of("nil", "false"));
        }
        PodTemplateRules.validateEnding(job.path("template"), JOB.child("template"), errors);
    }

    @Override
    public void validateCreate(ObjectNode cronJob, FieldErrors errors) {
        String name = cronJob.path("metadata").path("name").asString("");
        if (name.length() > MAX_NAME) {
            errors.invalid(FieldPath.of("metadata", "name"), name, "must be no more than " + MAX_NAME + " characters");
        }
    }

    private static void validateSchedule(JsonNode spec, FieldErrors errors) {
        String schedule = spec.path("schedule").asString("");
        FieldPath path = SPEC.child("schedule");
        if (schedule.isEmpty()) {
            errors.required(path, "");
            return;
        }
        if (schedule.contains("TZ")) {
            errors.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            return;
        }
        try {
            CronSchedule.parse(schedule);
        } catch (IllegalArgumentException fault) {
            errors.invalid(path, schedule, String.valueOf(fault.getMessage()));
        }
    }

    private static void validateTimeZone(JsonNode zone, FieldErrors errors) {
        FieldPath path = SPEC.child("timeZone");
        if (zone.isMissingNode() || zone.isNull()) {
            return;
        }
        String name = zone.asString("");
        if (name.isEmpty()) {
            errors.invalid(path, zone, "timeZone must be nil or non-empty string");
        } else if (name.equalsIgnoreCase("Local")) {
            errors.invalid(
                    path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!isZone(name)) {
            errors.invalid(path, zone, "unknown time zone " + name);
        }
    }

    private static boolean isZone(String name) {
        try {
            return ZoneId.getAvailableZoneIds().contains(ZoneId.of(name).getId());
        } catch (DateTimeException e) {
            return false;
        }
    }
}
