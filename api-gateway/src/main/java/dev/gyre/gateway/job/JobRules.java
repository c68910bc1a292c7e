package dev.gyre.gateway.job;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.StatusRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job's pods are told from all others by its uid, which the gateway writes into selector and template unless the client
 * insists on its own. What would change what the job means is fixed once it exists.
 */
public final class JobRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return JobStatusRules.INSTANCE;
    }

    @Override
    public void prepareForCreate(ObjectNode job) {
        ObjectNode spec = job.withObjectProperty("spec");
        if (spec.path("manualSelector").asBoolean(false)) {
            return;
        }
        String uid = job.path("metadata").path("uid").asString("");
        String name = job.path("metadata").path("name").asString("");
        spec.withObjectProperty("selector")
                .withObjectProperty("matchLabels")
                .put("batch.kubernetes.io/controller-uid", uid);
        spec.withObjectProperty("template")
                .withObjectProperty("metadata")
                .withObjectProperty("labels")
                .put("batch.kubernetes.io/controller-uid", uid)
                .put("batch.kubernetes.io/job-name", name)
                .put("controller-uid", uid)
                .put("job-name", name);
    }

    @Override
    public void validate(ObjectNode job, FieldErrors errors) {
        JsonNode spec = job.path("spec");
        JobSpecRules.validate(spec, SPEC, errors);
        if (!spec.has("selector")) {
            errors.required(SPEC.child("selector"), "");
        }
        PodTemplateRules.validateEndingTemplate(spec.path("template"), spec.path("selector"), errors);
        validateLastHostName(job, errors);
    }

    /** The pods of an indexed job are hosts, the last of which has the longest name. */
    private static void validateLastHostName(ObjectNode job, FieldErrors errors) {
        JsonNode spec = job.path("spec");
        int completions = spec.path("completions").asInt(0);
        if (JobSpecRules.isIndexed(spec) && completions > 0) {
            String host = job.path("metadata").path("name").asString("") + "-" + (completions - 1);
            String fault = NameFormat.LABEL.fault(host);
            if (fault != null) {
                errors.invalid(FieldPath.of("metadata", "name"), host, fault);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        JobUpdateRules.validate(job, old, errors);
    }
}
