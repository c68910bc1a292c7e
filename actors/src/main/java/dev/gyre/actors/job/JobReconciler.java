package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.PodRefusal;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a Job to its end: counts the pods that ended, says whether that is the end, and otherwise sees to it that as many pods
 * work as may. Pods of a Job that is over, or gone, are let go.
 */
public final class JobReconciler implements ObjectReconciler {

    @Override
    public String name() {
        return "job";
    }

    /** A pod finds its Job by its owner, and by its label when the Job has gone without it. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        Resource object = event.resource();
        return switch (event.key().groupResource()) {
            case "jobs.batch" -> Set.of(event.key());
            case "pods" -> {
                OwnerReference owner = object.controller();
                String label = object.labels().getOrDefault(Job.NAME_LABEL, "");
                if (owner != null) {
                    yield owner.kind().equals(Job.KIND) && owner.group().equals("batch")
                            ? Set.of(jobKey(object, owner.name()))
                            : Set.of();
                }
                yield label.isEmpty() ? Set.of() : Set.of(jobKey(object, label));
            }
            default -> Set.of();
        };
    }

    private static ResourceKey jobKey(Resource pod, String name) {
        return ResourceKey.namespaced("batch", "jobs", pod.namespace(), name);
    }

    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        Job job = new Job(resource);
        if (job.isManagedByOthers()) {
            return Decision.NOTHING;
        }
        if (job.isFinished() || resource.isDeleting()) {
            return letGo(JobPods.heldBy(job, view), "the Job is over");
        }
        JobPods pods = JobPods.of(job, view);
        Instant start = JobStatus.startTime(job, now);
        JobTally tally = JobTally.of(job, pods, JobVerdict.said(job));
        JobVerdict verdict = JobVerdict.of(job, pods, tally, start, now);
        PodRefusal refusal = PodRefusal.of(refusals);
        JobWork work = new JobWork(job, pods, tally, view, now);

        List<List<Command>> chains = new ArrayList<>();
        pods.claim().releases().forEach(release -> chains.add(List.of(JobPods.released(release))));
        pods.claim().adoptions().forEach(adoption -> chains.add(List.of(adoption)));
        tally.released().forEach(pod -> chains.add(List.of(JobPods.release(pod))));
        chains.addAll(work.towards(verdict, refusal != null));
        chains.add(new JobStatus(job, pods, tally, verdict, start, view, now).commands());
        if (refusal != null) {
            chains.add(List.of(JobStatus.EVENTS.warningAgain(resource, view, refusal.reason(), refusal.told(), now)));
        }
        return Decision.chains(chains, reason(job, pods, tally, verdict)).wakingAt(work.wakeAt(verdict, start));
    }

    @Override
    public Decision reconcileGone(ResourceKey key, ClusterView view, Instant now) {
        return letGo(leftBehind(key, view), "the Job is gone");
    }

    private static String reason(Job job, JobPods pods, JobTally tally, JobVerdict verdict) {
        String counts =
                pods.active().size() + " active, " + tally.succeeded() + " succeeded, " + tally.failed() + " failed";
        if (!verdict.isOpen()) {
            return counts + ": " + verdict.message();
        }
        return job.isSuspended() ? counts + ", suspended" : counts;
    }

    /** Pods that bear a Job's name and whose Job is not there to count them. */
    private static List<Resource> leftBehind(ResourceKey key, ClusterView view) {
        return view.podsLabelled(key.namespace(), Map.of(Job.NAME_LABEL, key.name()));
    }

    private static Decision letGo(List<Resource> pods, String reason) {
        List<Command> releases =
                pods.stream().filter(JobPods::isHeld).map(JobPods::release).toList();
        return releases.isEmpty() ? Decision.NOTHING : Decision.independent(releases, reason);
    }
}
