package dev.gyre.it.simulation;

import dev.gyre.events.relay.RelayDriver;
import dev.gyre.events.relay.RelayListener;
import dev.gyre.gateway.relay.LeaseElection;
import dev.gyre.gateway.relay.StoreRevisions;
import java.time.Duration;

/** A relay that stands for election, in a process of its own. */
final class SimulatedRelay {

    private static final int MAX_WAITING_REVISIONS = 64;
    private static final int FAR_BEHIND = 100;
    private static final Duration TAILS = Duration.ofSeconds(5);

    final SimulatedProcess process;
    final SeededLog log;
    private final RelayDriver driver;

    SimulatedRelay(Cluster cluster, String name) {
        process = cluster.process(name);
        log = cluster.logFor(process);
        SeededStore store = cluster.storeFor(process);
        Simulation simulation = cluster.simulation;
        LeaseElection election = new LeaseElection(new LeaseElection.Parts(
                store,
                new SeededMeta(cluster.meta, process, simulation),
                name,
                Cluster.TOPICS.changesPartitions(),
                () -> Cluster.CLUSTER_ID,
                LeaseElection.Timing.STANDARD,
                simulation,
                process::after));
        driver = RelayDriver.start(
                new RelayDriver.Parts(
                        log,
                        Cluster.TOPICS,
                        cluster.kinds,
                        new StoreRevisions(store, cluster.kinds, MAX_WAITING_REVISIONS, FAR_BEHIND),
                        election,
                        new Told(simulation, name),
                        simulation.clock()),
                process.line());
        lookAtTails();
    }

    private void lookAtTails() {
        driver.lookAtTails();
        process.after(TAILS, this::lookAtTails);
    }

    boolean isActive() {
        return process.isAlive() && driver.status().isActive();
    }

    /** A refusal to go on is for humans to clear up, and nothing here should ever lead to one. */
    private record Told(Simulation simulation, String name) implements RelayListener {
        @Override
        public void termStarted(long term, long fromRevision) {
            simulation.trace(name + " relays from " + fromRevision + " in term " + term);
        }

        @Override
        public void termEnded(long term, String reason) {
            simulation.trace(name + " ends term " + term + ": " + reason);
        }

        @Override
        public void refused(String reason) {
            simulation.violated("a relay never refuses its own log", reason);
        }

        @Override
        public void gap(long fromRevision, long toRevision) {
            simulation.violated("no history is lost", "from " + fromRevision + " to " + toRevision);
        }
    }
}
