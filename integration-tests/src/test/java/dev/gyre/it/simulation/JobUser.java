package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a Job to its end: its pods work for a while, succeed or fail, are deleted, and it is suspended now and then. */
final class JobUser extends User {

    private static final String FINALIZER = "batch.kubernetes.io/job-tracking";

    private final int completions;
    private boolean isSuspended;

    JobUser(Cluster cluster, SimulatedRuntime runtime, String namespace, String name) {
        super(cluster, runtime, ResourceKey.namespaced("batch", "jobs", namespace, name));
        this.completions = random.nextInt(1, 7);
    }

    @Override
    ObjectNode manifest() {
        ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
        job.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        ObjectNode spec = job.putObject("spec")
                .put("completions", completions)
                .put("parallelism", random.nextInt(1, 4))
                .put("backoffLimit", 100)
                .put("completionMode", random.nextBoolean() ? "Indexed" : "NonIndexed");
        template(spec).withObjectProperty("spec").put("restartPolicy", random.nextBoolean() ? "Never" : "OnFailure");
        return job;
    }

    @Override
    void start() {
        super.start();
        work();
    }

    /**
     * The pods' own work: it ends sooner or later, mostly well, whatever the user does; and always well once the user does nothing
     * any more, since after six failures in a row nothing is tried for longer than what was asked for may take.
     */
    private void work() {
        process.after(Duration.ofMillis(random.nextInt(500, 6_000)), () -> {
            boolean isFailing = random.nextInt(5) == 0 && !isDone();
            endContainer(isFailing ? 1 : 0);
            work();
        });
    }

    @Override
    void act() {
        switch (random.nextInt(3)) {
            case 0 -> deletePod();
            case 1 -> killContainer();
            default -> suspend(!isSuspended);
        }
    }

    private void suspend(boolean suspend) {
        isSuspended = suspend;
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("suspend", suspend);
        patch((suspend ? "suspend " : "resume ") + key.name(), patch);
    }

    /** Ended, every pod counted once and let go; or suspended, with nothing running. */
    @Override
    boolean isAsWanted(StoredObject job) {
        JsonNode status = job.json().path("status");
        boolean hasEnded =
                hasCondition(status, "Complete") && status.path("succeeded").asInt(0) == completions;
        boolean isAtRest = hasEnded || isSuspended && hasCondition(status, "Suspended");
        boolean isCounted = status.path("uncountedTerminatedPods").isEmpty()
                && status.path("active").asInt(0) == 0
                && Workload.podsOf(cluster.ledger, job).stream().noneMatch(JobUser::isTracked);
        return isAtRest && isCounted && pods().isEmpty();
    }

    private static boolean hasCondition(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals(type)
                        && condition.path("status").asString("").equals("True"));
    }

    private static boolean isTracked(StoredObject pod) {
        List<String> finalizers = pod.json()
                .path("metadata")
                .path("finalizers")
                .valueStream()
                .map(finalizer -> finalizer.asString(""))
                .toList();
        return finalizers.contains(FINALIZER);
    }
}
