package dev.gyre.it.simulation;

import dev.gyre.actors.Reconciler;
import dev.gyre.actors.shell.Counts;
import dev.gyre.actors.shell.Effect;
import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.Limits;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.events.DecisionLog;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/** Runs the rules of one reconciler, as {@link dev.gyre.actors.shell.ControllerActor} does: inputs in line, effects out. */
final class SimulatedController {

    /** What the rules ask of ownership. */
    interface Ownership {
        void refence(int partition, long epoch);

        void fenced(int partition, long epoch);
    }

    private final Cluster cluster;
    private final SimulatedProcess process;
    private final ReconcileRules rules;
    private final String name;
    private final ApiClient client;
    private final DecisionLog decisions;
    private final Ownership ownership;
    private final Executor line;

    SimulatedController(
            Cluster cluster,
            SimulatedProcess process,
            Reconciler reconciler,
            String group,
            ApiClient client,
            DecisionLog decisions,
            Ownership ownership) {
        this.cluster = cluster;
        this.process = process;
        this.name = reconciler.name();
        this.rules =
                new ReconcileRules(reconciler, Cluster.TOPICS::ownerPartition, group, "simulated", Limits.STANDARD);
        this.client = client;
        this.decisions = decisions;
        this.ownership = ownership;
        this.line = process.line();
    }

    String name() {
        return name;
    }

    Counts counts() {
        return rules.counts();
    }

    void tell(Input input) {
        line.execute(() -> step(input));
    }

    private void step(Input input) {
        for (Effect effect : rules.on(input, cluster.simulation.instant())) {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Measure measure -> tell(new Input.Measured(measure.key(), measure.inquiry(), Map.of()));
            case Effect.RecordDecision record -> {
                String id = record.decision().id();
                decisions
                        .append(record.decision())
                        .whenComplete((done, failure) -> tell(
                                failure == null
                                        ? new Input.DecisionRecorded(record.key(), id)
                                        : new Input.DecisionNotRecorded(record.key(), id, failure.toString())));
            }
            case Effect.Execute execute ->
                client.execute(execute.command(), execute.decisionId())
                        .thenAccept(outcome -> tell(new Input.CommandAnswered(
                                execute.key(), execute.decisionId(), execute.index(), outcome)));
            case Effect.Refence refence -> {
                cluster.faults.hit("epoch raised after an unknown outcome");
                ownership.refence(refence.partition(), refence.epoch());
            }
            case Effect.Fenced fenced -> {
                cluster.faults.hit("fenced by another owner's epoch");
                ownership.fenced(fenced.partition(), fenced.epoch());
            }
            case Effect.WakeAt wake -> {
                Duration delay = Duration.between(cluster.simulation.instant(), wake.at());
                process.after(delay.isNegative() ? Duration.ZERO : delay.plusMillis(1), () -> tell(new Input.Tick()));
            }
            case Effect.Report report -> {
                cluster.simulation.trace(process.name() + " " + name + " " + report.key() + ": " + report.message());
                cluster.simulation.check(
                        !report.isDefect(),
                        "every key can be decided about",
                        () -> report.key() + ": " + report.message());
            }
        }
    }
}
