package dev.gyre.it.simulation;

import dev.gyre.actors.ownership.OwnershipRules;
import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** One process's membership in one group, as {@link dev.gyre.actors.ownership.OwnershipActor} keeps it, over the same rules. */
final class SimulatedOwnership implements SimulatedController.Ownership {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final OwnershipRules rules = new OwnershipRules();
    private final SimulatedProcess process;
    private final String group;
    private final ApiClient client;
    private final Executor line;
    private List<SimulatedController> controllers = List.of();

    SimulatedOwnership(SimulatedProcess process, String group, ApiClient client) {
        this.process = process;
        this.group = group;
        this.client = client;
        this.line = process.line();
    }

    void join(EventLog log, List<SimulatedController> controllers) {
        this.controllers = controllers;
        log.own(group, Topics.CHANGES, new EventLog.OwnershipListener() {
            @Override
            public void gained(Collection<Integer> partitions) {
                Set<Integer> gained = Set.copyOf(partitions);
                line.execute(() -> {
                    rules.assigned(gained);
                    take();
                });
            }

            @Override
            public void lost(Collection<Integer> partitions) {
                Set<Integer> lost = Set.copyOf(partitions);
                line.execute(() -> {
                    rules.unassigned(lost);
                    tell(new Input.PartitionsLost(lost));
                });
            }
        });
    }

    @Override
    public void refence(int partition, long epoch) {
        line.execute(() -> {
            rules.leave(partition, epoch);
            take();
        });
    }

    @Override
    public void fenced(int partition, long epoch) {
        line.execute(() -> {
            rules.leave(partition, epoch);
            process.after(RETRY, this::take);
        });
    }

    private void take() {
        for (int partition : rules.take()) {
            client.raiseEpoch(ReconcileRules.epochName(group, partition), process.name())
                    .whenComplete((epoch, failure) -> line.execute(
                            () -> goOn(failure == null ? rules.raised(partition, epoch) : rules.notRaised(partition))));
        }
    }

    private void goOn(OwnershipRules.Next next) {
        switch (next) {
            case WAIT -> {}
            case READ_REVISION -> readRevision();
            case TAKE -> take();
            case TAKE_LATER -> process.after(RETRY, this::take);
        }
    }

    private void readRevision() {
        client.currentRevision()
                .whenComplete((revision, failure) -> line.execute(() -> {
                    if (failure == null) {
                        OwnershipRules.Taken taken = rules.taken(revision);
                        tell(new Input.PartitionsGained(taken.epochs(), taken.revision()));
                        goOn(taken.next());
                    } else {
                        process.after(RETRY, this::readRevision);
                    }
                }));
    }

    private void tell(Input input) {
        controllers.forEach(controller -> controller.tell(input));
    }
}
