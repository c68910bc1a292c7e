package dev.gyre.node;

import dev.gyre.events.telemetry.Tracing;
import dev.gyre.events.telemetry.Tracing.Kind;
import dev.gyre.events.telemetry.Tracing.Traced;
import dev.gyre.node.lifecycle.PodState;

/** A pod's start as part of the trace that brought it to its node: from when its kubelet hears of it until it is up, or gone. */
final class KubeletTrace {

    private KubeletTrace() {}

    static void heard(PodWorker worker, String traceparent, String node) {
        if (traceparent.isEmpty()) {
            return;
        }
        worker.traceparent = traceparent;
        if (worker.start == null && worker.state instanceof PodState.Absent) {
            Traced start = Tracing.begin(Kind.CONSUMER, "start pod", traceparent)
                    .tag("k8s.pod.uid", worker.uid())
                    .tag("k8s.pod.name", worker.pod.name())
                    .tag("k8s.namespace.name", worker.pod.namespace())
                    .tag("k8s.node.name", node);
            worker.start = start;
            worker.traceparent = start.traceparent();
        }
    }

    static void moved(PodWorker worker) {
        Traced start = worker.start;
        if (start != null && (worker.census.isUp() || worker.state instanceof PodState.Gone)) {
            start.end();
            worker.start = null;
        }
    }
}
