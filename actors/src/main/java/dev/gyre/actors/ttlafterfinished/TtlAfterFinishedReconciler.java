package dev.gyre.actors.ttlafterfinished;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.JobState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Deletes a Job with its pods {@code ttlSecondsAfterFinished} after its end; one that does not say so stays. */
public final class TtlAfterFinishedReconciler implements Reconciler {

    @Override
    public String name() {
        return "ttlafterfinished";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return event.key().groupResource().equals("jobs.batch") ? Set.of(event.key()) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource job = view.get(key).orElse(null);
        if (job == null || job.isDeleting()) {
            return Decision.NOTHING;
        }
        JsonNode ttl = job.json().path("spec").path("ttlSecondsAfterFinished");
        Condition condition = new JobState(job).end();
        Instant end = condition == null ? null : condition.lastTransitionTime();
        if (!ttl.isNumber() || end == null) {
            return Decision.NOTHING;
        }
        Instant expiry = end.plusSeconds(ttl.asLong());
        if (expiry.isAfter(now)) {
            return Decision.NOTHING.wakingAt(expiry);
        }
        Command delete =
                new Command.Delete(key, job.uid(), job.revision(), Command.Propagation.FOREGROUND, null, List.of());
        return Decision.of(List.of(delete), "it ended " + ttl.asLong() + " s ago");
    }
}
