package dev.gyre.actors.measures;

import dev.gyre.actors.shell.QueueListener;
import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One controller's numbers: its queue, and how old changes are when they reach it. */
public final class ControllerMetrics implements QueueListener {

    private static final Gauges DEPTH =
            Gauges.named("workqueue_depth", "Keys that could be decided about at once.", "name");
    private static final Counters ADDS =
            Counters.named("workqueue_adds_total", "Keys that changes have made worth a look.", "name");
    private static final Counters RETRIES =
            Counters.named("workqueue_retries_total", "Keys that are tried again after a failure.", "name");
    private static final Durations QUEUED = Durations.named(
            "workqueue_queue_duration_seconds", "From when a key is worth a look until it is decided about.", "name");
    private static final Durations WORK = Durations.named(
            "workqueue_work_duration_seconds",
            "From a decision until the last of its commands has been answered.",
            "name");
    private static final Durations LATENCY = Durations.named(
            "gyre_commit_to_actor_duration_seconds",
            "From when the gateway took a change until the controller's actor has it, through etcd, relay and log.",
            "controller");

    private final String name;

    public ControllerMetrics(String name) {
        this.name = name;
        DEPTH.set(0, name);
    }

    /** Changes have reached the controller. Those of a snapshot are no news, and nobody knows how old they are. */
    public void heard(List<ResourceEvent> events, Instant now) {
        for (ResourceEvent event : events) {
            Instant taken = event.provenance().time();
            if (taken.isAfter(Instant.EPOCH)) {
                LATENCY.record(Duration.between(taken, now), name);
            }
        }
    }

    @Override
    public void added() {
        ADDS.increment(name);
    }

    @Override
    public void taken(Duration waited) {
        QUEUED.record(waited, name);
    }

    @Override
    public void done(Duration took) {
        WORK.record(took, name);
    }

    @Override
    public void retried() {
        RETRIES.increment(name);
    }

    @Override
    public void depth(int keys) {
        DEPTH.set(keys, name);
    }
}
