package dev.gyre.node;

import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.node.lifecycle.Census;
import dev.gyre.node.lifecycle.PodState;
import java.time.Duration;
import java.time.Instant;

/** What the kubelets of this process have on their nodes, all nodes together: nodes come and go, and are no labels. */
final class KubeletMetrics {

    private static final Gauges PODS =
            Gauges.named("kubelet_running_pods", "Pods with a sandbox, on all nodes of this process.");
    private static final Gauges CONTAINERS =
            Gauges.named("kubelet_running_containers", "Containers on all nodes of this process.", "container_state");
    private static final Durations START = Durations.named(
            "kubelet_pod_start_duration_seconds",
            "From when a kubelet hears of a pod for the first time until all of its main containers run.");
    private static final Counters STARTED =
            Counters.named("kubelet_started_pods_total", "Pods whose main containers have all run.");

    private KubeletMetrics() {}

    /** A pod's state has changed from this to that of its worker. */
    static void moved(PodWorker worker, PodState from, Instant now) {
        if (worker.state == from) {
            return;
        }
        Census before = worker.census;
        Census after = Census.of(worker.state);
        worker.census = after;
        change(after.pods() - before.pods(), PODS);
        change(after.running() - before.running(), CONTAINERS, "running");
        change(after.created() - before.created(), CONTAINERS, "created");
        change(after.exited() - before.exited(), CONTAINERS, "exited");
        if (from instanceof PodState.Absent) {
            worker.heardAt = now;
        }
        Instant heard = worker.heardAt;
        if (after.isUp() && heard != null) {
            worker.heardAt = null;
            STARTED.increment();
            START.record(Duration.between(heard, now));
        }
    }

    private static void change(int by, Gauges gauge, String... labels) {
        for (int i = 0; i < by; i++) {
            gauge.increment(labels);
        }
        for (int i = 0; i > by; i--) {
            gauge.decrement(labels);
        }
    }
}
