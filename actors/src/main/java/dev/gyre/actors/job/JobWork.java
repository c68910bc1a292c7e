package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.SafeSuffix;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which pods are made and which are deleted. As many work as may at once, and no more than successes are missing; after a
 * failure the next one waits. Pods that the Job deletes of its own accord are let go first, so that they do not count as
 * failures; those of a Job that has failed do.
 */
record JobWork(Job job, JobPods pods, JobTally tally, ClusterView view, Instant now) {

    private static final int MAX_PODS_A_ROUND = 500;
    private static final int MAX_BYTES_A_ROUND = 600_000;
    private static final int MAX_EVENTS_A_ROUND = 25;

    /** Those whose loss costs least come first. */
    private static final Comparator<PodState> LEAST_COST = Comparator.comparing(
                    (PodState pod) -> !pod.nodeName().isEmpty())
            .thenComparing(pod -> pod.phase().equals("Running"))
            .thenComparing(PodState::isReady)
            .thenComparing(pod -> pod.resource().name());

    List<List<Command>> towards(JobVerdict verdict, boolean wasRefused) {
        List<PodState> active = pods.active();
        if (verdict.isFailure()) {
            return deletions(active, false);
        }
        if (verdict == JobVerdict.SUCCEEDED || job.isSuspended()) {
            return deletions(active, true);
        }
        int wanted = wanted(active.size());
        if (active.size() > wanted) {
            return deletions(
                    active.stream()
                            .sorted(LEAST_COST)
                            .limit(active.size() - wanted)
                            .toList(),
                    true);
        }
        int missing = wanted - busy();
        Instant until = FailureBackoff.until(job, pods);
        return missing <= 0 || (until != null && until.isAfter(now)) || isNamespaceDeleting()
                ? List.of()
                : creations(wasRefused ? 1 : missing);
    }

    private int wanted(int active) {
        Integer completions = job.completions();
        if (completions == null) {
            return tally.succeeded() > 0 ? Math.min(active, job.parallelism()) : job.parallelism();
        }
        return Math.max(0, Math.min(completions - tally.succeeded(), job.parallelism()));
    }

    private int busy() {
        return pods.active().size()
                + (job.waitsForTerminatingPods() ? pods.terminating().size() : 0);
    }

    /** When to look again although nothing happens: at the deadline, and when the next pod may be made. */
    @Nullable
    Instant wakeAt(JobVerdict verdict, @Nullable Instant start) {
        if (verdict != JobVerdict.GOES_ON || job.isSuspended()) {
            return null;
        }
        Instant until = busy() < wanted(pods.active().size()) ? FailureBackoff.until(job, pods) : null;
        return Stream.of(until, job.deadline(start))
                .flatMap(Stream::ofNullable)
                .filter(time -> time.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private List<List<Command>> deletions(List<PodState> victims, boolean isUncounted) {
        List<List<Command>> chains = new ArrayList<>();
        for (PodState pod : victims.subList(0, Math.min(victims.size(), MAX_PODS_A_ROUND))) {
            Resource victim = pod.resource();
            List<Command> chain = new ArrayList<>();
            if (isUncounted && JobPods.isHeld(victim)) {
                chain.add(JobPods.release(victim));
            }
            chain.add(new Command.Delete(
                    victim.key(), victim.uid(), null, Command.Propagation.BACKGROUND, null, List.of()));
            tell(chain, "SuccessfulDelete", "Deleted pod: " + victim.name(), chains.size());
            chains.add(chain);
        }
        return chains;
    }

    private List<List<Command>> creations(int missing) {
        Resource owner = job.resource();
        int bytesEach = Json.write(job.template()).length + 512;
        int count = Math.min(missing, Math.min(MAX_PODS_A_ROUND, Math.max(1, MAX_BYTES_A_ROUND / bytesEach)));
        List<List<Command>> chains = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int index = 0; chains.size() < count; index++) {
            String name = SafeSuffix.childName(owner.name(), owner.uid(), view.revision(), index);
            ResourceKey key = ResourceKey.namespaced("", "pods", owner.namespace(), name);
            if (taken.add(name) && view.get(key).isEmpty()) {
                ObjectNode pod = TemplatePod.of(
                        job.template(), key, OwnerReference.controllerOf(Job.API_VERSION, Job.KIND, owner));
                pod.withObjectProperty("metadata")
                        .withArrayProperty("finalizers")
                        .add(Job.TRACKING);
                List<Command> chain = new ArrayList<>();
                chain.add(new Command.Create(key, pod, List.of(new Guard.Exists(owner.key(), owner.uid()))));
                tell(chain, "SuccessfulCreate", "Created pod: " + name, chains.size());
                chains.add(chain);
            }
        }
        return chains;
    }

    private void tell(List<Command> chain, String reason, String message, int index) {
        if (index < MAX_EVENTS_A_ROUND) {
            chain.add(JobStatus.EVENTS.normal(job.resource(), view.revision(), index, reason, message, now));
        }
    }

    private boolean isNamespaceDeleting() {
        return view.get(ResourceKey.clusterScoped(
                        "", "namespaces", job.resource().namespace()))
                .map(Resource::isDeleting)
                .orElse(false);
    }
}
