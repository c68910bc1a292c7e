package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.GoingNamespace;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which pods are made and which are deleted. As many work as may at once, and no more than successes are missing; after a
 * failure the next one waits. Pods that the Job deletes of its own accord are let go first, so that they do not count as
 * failures; those of a Job that has failed do.
 */
record JobWork(Job job, JobPods pods, JobTally tally, ClusterView view, Instant now) {

    private static final int MAX_DELETIONS_A_ROUND = 500;
    private static final int MAX_EVENTS_A_ROUND = 25;

    List<List<Command>> towards(JobVerdict verdict, boolean wasRefused) {
        List<PodState> active = pods.active();
        if (verdict.isFailure()) {
            return deletions(active, false);
        }
        if (verdict.isSuccess() || job.isSuspended()) {
            return deletions(active, true);
        }
        List<PodState> useless = tally.indexes().useless(active);
        int useful = active.size() - useless.size();
        int wanted = wanted(useful);
        if (useful > wanted || !useless.isEmpty()) {
            Set<PodState> victims = new LinkedHashSet<>(useless);
            active.stream()
                    .filter(pod -> !victims.contains(pod))
                    .sorted(JobPods.LEAST_COST)
                    .limit(Math.max(0, useful - wanted))
                    .toList()
                    .forEach(victims::add);
            return deletions(List.copyOf(victims), true);
        }
        int missing = wanted - busy().size();
        return missing <= 0 || GoingNamespace.isOf(job.resource(), view)
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

    /** Those whose places are taken. */
    private List<PodState> busy() {
        return job.waitsForTerminatingPods()
                ? Stream.concat(pods.active().stream(), pods.terminating().stream())
                        .toList()
                : pods.active();
    }

    /** When to look again although nothing happens: at the deadline, and when the next pod may be made. */
    @Nullable
    Instant wakeAt(JobVerdict verdict, @Nullable Instant start) {
        if (!verdict.isOpen() || job.isSuspended()) {
            return null;
        }
        boolean isShort = busy().size() < wanted(pods.active().size());
        return Stream.of(isShort ? nextAttempt() : null, job.deadline(start))
                .flatMap(Stream::ofNullable)
                .filter(time -> time.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** When the next pod may be made after failures; null where none is waited for. */
    private @Nullable Instant nextAttempt() {
        return job.isLimitedPerIndex() ? tally.indexes().nextAttempt(now) : FailureBackoff.until(job, pods);
    }

    private List<List<Command>> creations(int missing) {
        NewJobPods made = new NewJobPods(job, view);
        int count = Math.min(missing, made.mostAtOnce());
        Instant until = job.isLimitedPerIndex() ? null : FailureBackoff.until(job, pods);
        if (until != null && until.isAfter(now)) {
            return List.of();
        }
        List<Command.Create> creations = job.isIndexed()
                ? tally.indexes().pending(busy(), count, now).stream()
                        .map(index -> made.create(index, tally.indexes().failuresOf(index)))
                        .toList()
                : made.create(count);
        List<List<Command>> chains = new ArrayList<>();
        for (Command.Create creation : creations) {
            List<Command> chain = new ArrayList<>();
            chain.add(creation);
            tell(chain, "SuccessfulCreate", "Created pod: " + creation.key().name(), chains.size());
            chains.add(chain);
        }
        return chains;
    }

    private List<List<Command>> deletions(List<PodState> victims, boolean isUncounted) {
        List<List<Command>> chains = new ArrayList<>();
        for (PodState pod : victims.subList(0, Math.min(victims.size(), MAX_DELETIONS_A_ROUND))) {
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

    private void tell(List<Command> chain, String reason, String message, int index) {
        if (index < MAX_EVENTS_A_ROUND) {
            chain.add(JobStatus.EVENTS.normal(job.resource(), view.revision(), index, reason, message, now));
        }
    }
}
