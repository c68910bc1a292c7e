package dev.gyre.actors.job;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.Selector;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.job.IndexSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the reconciler reads of a Job. */
record Job(Resource resource) {

    static final String KIND = "Job";
    static final String API_VERSION = "batch/v1";

    /** Holds a pod until it has been counted. */
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    /** The index of an indexed Job's pod: an annotation, and a label too. */
    static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private static final String MANAGER = "kubernetes.io/job-controller";

    /** Stands on every pod of a Job, so that pods find their Job also when it has gone. */
    static final String NAME_LABEL = "batch.kubernetes.io/job-name";

    int parallelism() {
        return spec().path("parallelism").asInt(1);
    }

    /** Null where one success is enough, and as many pods work as there may. */
    @Nullable
    Integer completions() {
        return spec().hasNonNull("completions") ? spec().path("completions").asInt() : null;
    }

    /** Whether each success has a number of its own. */
    boolean isIndexed() {
        return spec().path("completionMode").asString("").equals("Indexed") && completions() != null;
    }

    int backoffLimit() {
        return spec().path("backoffLimit").asInt(6);
    }

    /** How many failures of one index are forgiven; null where they are not counted by index. */
    @Nullable
    Integer backoffLimitPerIndex() {
        return spec().hasNonNull("backoffLimitPerIndex")
                ? spec().path("backoffLimitPerIndex").asInt()
                : null;
    }

    boolean isLimitedPerIndex() {
        return isIndexed() && backoffLimitPerIndex() != null;
    }

    int maxFailedIndexes() {
        return spec().path("maxFailedIndexes").asInt(Integer.MAX_VALUE);
    }

    /** Whether somebody else runs it. */
    boolean isManagedByOthers() {
        String manager = spec().path("managedBy").asString("");
        return !manager.isEmpty() && !manager.equals(MANAGER);
    }

    JsonNode podFailureRules() {
        return spec().path("podFailurePolicy").path("rules");
    }

    JsonNode successRules() {
        return spec().path("successPolicy").path("rules");
    }

    boolean isSuspended() {
        return spec().path("suspend").asBoolean(false);
    }

    /** Pods that are on their way out count as work until they have ended. */
    boolean waitsForTerminatingPods() {
        return spec().path("podReplacementPolicy").asString("").equals("Failed") || spec().has("podFailurePolicy");
    }

    @Nullable
    Instant startTime() {
        return Timestamp.read(status().path("startTime"));
    }

    /** When it has run for too long; null where it may run as long as it likes, or does not run. */
    @Nullable
    Instant deadline(@Nullable Instant start) {
        return start == null || !spec().hasNonNull("activeDeadlineSeconds")
                ? null
                : start.plusSeconds(spec().path("activeDeadlineSeconds").asLong());
    }

    Selector selector() {
        return Selector.of(spec().path("selector"));
    }

    JsonNode template() {
        return spec().path("template");
    }

    boolean restartsContainers() {
        return template().path("spec").path("restartPolicy").asString("").equals("OnFailure");
    }

    Conditions conditions() {
        return Conditions.of(status().path("conditions"));
    }

    boolean has(String condition) {
        Condition found = conditions().get(condition);
        return found != null && found.isTrue();
    }

    /** Indexes as the status has them, under {@code completedIndexes} or {@code failedIndexes}. */
    IndexSet indexes(String field) {
        Integer completions = completions();
        return completions == null
                ? IndexSet.EMPTY
                : IndexSet.read(status().path(field).asString(""), completions);
    }

    boolean isFinished() {
        return has("Complete") || has("Failed");
    }

    int count(String field) {
        return status().path(field).asInt(0);
    }

    /** The uids of pods that ended and whose finalizers say that they are not counted yet. */
    List<String> uncounted(String outcome) {
        List<String> uids = new ArrayList<>();
        status().path("uncountedTerminatedPods").path(outcome).forEach(uid -> uids.add(uid.asString("")));
        return uids;
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    private JsonNode status() {
        return resource.json().path("status");
    }
}
