package dev.gyre.actors.measures;

import dev.gyre.actors.ClusterView;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The scheduler's numbers, read off what it leaves behind: its decisions on their way to the log, and the pods in the view. An
 * attempt without a node is counted when it is told for the first time, which is when the reason changes; upstream counts each.
 */
public final class SchedulerMetrics {

    /** Of whom the attempts are. */
    public static final String RECONCILER = "scheduler";

    private static final Counters ATTEMPTS = Counters.named(
            "scheduler_schedule_attempts_total", "Pods that were given a node, or told why not.", "profile", "result");
    private static final Gauges PENDING =
            Gauges.named("scheduler_pending_pods", "Pods without a node, by what they wait for.", "queue");
    private static final Durations SCHEDULING = Durations.named(
            "scheduler_pod_scheduling_sli_duration_seconds",
            "From a pod's creation, which is known to the second, until its binding.");

    private volatile @Nullable ClusterView latest;

    /** The same log, whose decisions are counted. */
    public DecisionLog counting(DecisionLog log) {
        return decision -> append(log, decision);
    }

    private static CompletionStage<Void> append(DecisionLog log, DecisionRecord decision) {
        String profile = decision.subject().substring(decision.subject().lastIndexOf('/') + 1);
        for (Command command : decision.commands()) {
            if (command instanceof Command.Bind) {
                ATTEMPTS.increment(profile, "scheduled");
            } else if (command instanceof Command.Patch) {
                ATTEMPTS.increment(profile, "unschedulable");
            }
        }
        return log.append(decision);
    }

    /** The view has come this far, by these changes. */
    public void viewed(ClusterView view, List<ResourceEvent> events) {
        for (ResourceEvent event : events) {
            if (isBinding(event)) {
                bound(event);
            }
        }
        latest = view;
    }

    /** What the scheduler writes to a pod that has a node is that node. */
    private static boolean isBinding(ResourceEvent event) {
        if (event.type() != ResourceEvent.Type.MODIFIED
                || !event.key().groupResource().equals("pods")) {
            return false;
        }
        JsonNode pod = event.resource().json();
        return event.provenance().cause().startsWith(RECONCILER + "/")
                && !pod.path("spec").path("nodeName").asString("").isEmpty();
    }

    private static void bound(ResourceEvent event) {
        try {
            Instant created = Instant.parse(
                    event.resource().json().at("/metadata/creationTimestamp").asString(""));
            SCHEDULING.record(Duration.between(created, event.provenance().time()));
        } catch (DateTimeException unknown) {
            // Nobody can say how long it took.
        }
    }

    /** Says how many wait just now. */
    public void poll() {
        ClusterView view = latest;
        if (view == null) {
            return;
        }
        int gated = 0;
        int unschedulable = 0;
        int active = 0;
        for (Resource pod : view.podsOnNode("")) {
            String phase = pod.json().path("status").path("phase").asString("");
            if (pod.isDeleting() || phase.equals("Succeeded") || phase.equals("Failed")) {
                continue;
            }
            if (!pod.json().path("spec").path("schedulingGates").isEmpty()) {
                gated++;
            } else if (isToldWhy(pod)) {
                unschedulable++;
            } else {
                active++;
            }
        }
        PENDING.set(active, "active");
        PENDING.set(unschedulable, "unschedulable");
        PENDING.set(gated, "gated");
    }

    private static boolean isToldWhy(Resource pod) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("PodScheduled")) {
                return condition.path("status").asString("").equals("False");
            }
        }
        return false;
    }
}
