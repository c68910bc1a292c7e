package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.Finalizers;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import java.util.Comparator;
import java.util.List;

/** The pods of a Job, and what is done about the finalizer that holds each of them until it has been counted. */
record JobPods(Claim claim, List<PodState> all) {

    /** Those whose loss costs least come first. */
    static final Comparator<PodState> LEAST_COST = Comparator.comparing(
                    (PodState pod) -> !pod.nodeName().isEmpty())
            .thenComparing(pod -> pod.phase().equals("Running"))
            .thenComparing(PodState::isReady)
            .thenComparing(pod -> pod.resource().name());

    static JobPods of(Job job, ClusterView view) {
        Claim claim = Claim.ofPods(job.resource(), Job.KIND, job.selector(), view);
        return new JobPods(claim, claim.owned().stream().map(PodState::new).toList());
    }

    List<PodState> active() {
        return all.stream().filter(PodState::isActive).toList();
    }

    /** Those that were told to go and have not ended yet. */
    List<PodState> terminating() {
        return all.stream()
                .filter(pod -> pod.resource().isDeleting() && !pod.isFinished())
                .toList();
    }

    static boolean isHeld(Resource pod) {
        return pod.finalizers().contains(Job.TRACKING);
    }

    /** All that are the Job's, those that its selector no longer matches among them, and those of nobody that it matches. */
    static List<Resource> heldBy(Job job, ClusterView view) {
        return Claim.podsFor(job.resource(), job.selector(), view).stream()
                .filter(JobPods::isHeld)
                .filter(pod -> isOf(job, pod))
                .toList();
    }

    private static boolean isOf(Job job, Resource pod) {
        OwnerReference owner = pod.controller();
        return owner == null
                ? job.selector().matches(pod.labels())
                : owner.uid().equals(job.resource().uid());
    }

    /** Who is not the Job's any more is not counted by it either. */
    static Command released(Command release) {
        return release instanceof Command.Update update
                        && update.object().path("metadata").has("finalizers")
                ? release(Resource.of(update.key(), update.revision(), update.object()))
                : release;
    }

    /** Lets a pod go: nobody will count it any more. */
    static Command release(Resource pod) {
        return Finalizers.without(pod, Job.TRACKING);
    }
}
