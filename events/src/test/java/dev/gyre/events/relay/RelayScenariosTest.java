package dev.gyre.events.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogVerifier;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a relay does at its start and at its limits, one situation a test, on one thread. */
class RelayScenariosTest {

    private static final Topics TOPICS = new Topics(3, 1, 2, 1);
    private static final LogIdentity IDENTITY = new LogIdentity("c1", 1, 3);

    private final Random random = new Random(7);
    private final Interleaving interleaving = new Interleaving(random);
    private final InMemoryEventLog log = new InMemoryEventLog(interleaving.queue());
    private final History history = new History(interleaving.queue());
    private final List<String> said = new ArrayList<>();

    @Test
    void anotherClustersTopicsAreRefusedAndNotTouched() {
        commit(5);
        relay(1, IDENTITY, history.revision());
        List<List<StoredEntry>> before = contents();
        relay(9, new LogIdentity("c2", 1, 3), 1000);
        assertThat(said)
                .contains("refused: the topics belong to cluster c1 and this etcd to cluster c2: use another topic"
                        + " prefix or the etcd they belong to");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void anotherGenerationIsRefused() {
        commit(5);
        relay(1, IDENTITY, history.revision());
        relay(9, new LogIdentity("c1", 2, 3), 1000);
        assertThat(said).contains("refused: the topics are of log generation 1 and this etcd says 2");
    }

    @Test
    void anotherPartitionCountIsRefused() {
        relay(1, new LogIdentity("c1", 1, 32), 0);
        assertThat(said).contains("refused: the log was made with 32 partitions and this build is configured for 3");
    }

    @Test
    void anEtcdBehindItsLogIsRefused() {
        commit(20);
        relay(1, IDENTITY, history.revision());
        History restored = new History(interleaving.queue());
        for (int i = 0; i < 12; i++) {
            restored.commitAnything(random);
        }
        start(9, IDENTITY, 12, restored);
        settle();
        assertThat(said)
                .contains("refused: etcd is at revision 12 and its log at 20: etcd has lost history (restored from a"
                        + " backup?)");
    }

    /** Between the election and the reading of the log another relay may publish what was committed since. */
    @Test
    void aLogThatMovedOnSinceTheElectionIsContinued() {
        commit(20);
        relay(1, IDENTITY, history.revision());
        relay(9, IDENTITY, 12);
        assertThat(said).noneMatch(line -> line.startsWith("refused"));
        commit(5);
        relay(10, IDENTITY, 12);
        assertThat(said).noneMatch(line -> line.startsWith("refused"));
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aRelayThatComesLateGivesWay() {
        commit(5);
        relay(4, IDENTITY, history.revision());
        relay(3, IDENTITY, history.revision());
        assertThat(said).contains("ended 3: term 4 is already on the log");
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void historyThatWasCompactedAwayIsAGapAndTheStateAfterIt() {
        commit(30);
        relay(1, IDENTITY, history.revision());
        commit(40);
        history.commit(ResourceEvent.Type.ADDED, ResourceKey.namespaced("", "pods", "ns-0", "bound"), "node-9", 80);
        history.compact(50);
        RelayDriver relay = start(2, IDENTITY, history.revision());
        settle();
        commit(20);
        settle();
        assertThat(said).contains("gap 31 to 71");

        LogVerifier.Report report = verify();
        assertThat(report.problems()).isEmpty();
        assertThat(report.lostSpans()).containsExactly(new LogVerifier.LostSpan(31, 71));
        assertThat(report.since()).isEqualTo(71);
        assertThat(report.revision()).isEqualTo(91);
        assertThat(report.records() + report.counted()).isEqualTo(20);

        List<LogRecord> state = new ArrayList<>();
        List<String> nodesTold = new ArrayList<>();
        for (Partition partition : TOPICS.published()) {
            PartitionValidity validity = PartitionValidity.fromTheBeginning();
            for (StoredEntry stored : log.contents(partition)) {
                if (validity.accepts(stored.entry())) {
                    switch (RecordReader.read(stored.entry())) {
                        case LogRecord.State object -> state.add(object);
                        case LogRecord.Reference reference ->
                            nodesTold.add(reference.reference().nodeName());
                        case LogRecord other -> assertThat(other.stamp()).isNotNull();
                    }
                }
            }
        }
        assertThat(state).isNotEmpty();
        assertThat(nodesTold).contains("node-9");
        relay.close();
    }

    @Test
    void theVerifierNamesARevisionThatIsNotThere() {
        commit(40);
        relay(1, IDENTITY, history.revision());
        assertThat(verify().problems()).isEmpty();
        long lost = history.all().stream()
                .filter(r -> r.event() != null)
                .filter(r -> TOPICS.changesPartition(r.event().key()).equals(new Partition(Topics.CLUSTER_CHANGES, 0)))
                .mapToLong(CommittedRevision::revision)
                .max()
                .orElseThrow();
        log.loseTail(new Partition(Topics.CLUSTER_CHANGES, 0), 1);
        assertThat(verify().problems())
                .anyMatch(p -> p.startsWith("the valid records of gyre.changes.cluster-0 end at"))
                .contains("revision " + lost + " is published and is no record")
                .anyMatch(p -> p.endsWith("1 missing"));
        relay(2, IDENTITY, history.revision());
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aTailThatIsLostWhereNothingHappensAnyMoreIsMissed() {
        commit(40);
        RelayDriver relay = start(1, IDENTITY, history.revision());
        settle();
        relay.lookAtTails();
        settle();
        assertThat(said).isEmpty();
        Partition quiet = new Partition(Topics.CLUSTER_CHANGES, 0);
        long end = log.contents(quiet).size();
        log.loseTail(quiet, 1);

        relay.lookAtTails();
        settle();

        assertThat(said)
                .containsExactly(
                        "ended 1: " + quiet + " ends at " + (end - 1) + " and had offset " + (end - 1)
                                + ": the broker lost its tail",
                        "resigned");
        relay(2, IDENTITY, history.revision());
        assertThat(verify().problems()).isEmpty();
    }

    private void commit(int count) {
        for (int i = 0; i < count; i++) {
            history.commitAnything(random);
        }
    }

    /** One relay's term from its election until there is nothing left to do. */
    private void relay(long term, LogIdentity identity, long storeRevision) {
        RelayDriver relay = start(term, identity, storeRevision);
        settle();
        relay.close();
        settle();
    }

    private RelayDriver start(long term, LogIdentity identity, long storeRevision) {
        return start(term, identity, storeRevision, history);
    }

    private RelayDriver start(long term, LogIdentity identity, long storeRevision, History source) {
        RelayElection election = listener -> {
            listener.elected(new RelayElection.Term(term, identity, storeRevision));
            return new RelayElection.Candidacy() {
                @Override
                public void resign(String reason) {
                    said.add("resigned");
                }

                @Override
                public void close() {}
            };
        };
        return RelayDriver.start(
                new RelayDriver.Parts(
                        log, TOPICS, KubernetesKinds.registry(), source, election, listener(), Clock.systemUTC()),
                interleaving.queue());
    }

    private void settle() {
        while (interleaving.step()) {
            continue;
        }
    }

    private LogVerifier.Report verify() {
        CompletableFuture<LogVerifier.Report> report = new LogVerifier(log, TOPICS)
                .verify(
                        1,
                        history.revision(),
                        r -> history.all().get((int) r - 1).event() != null)
                .toCompletableFuture();
        settle();
        return report.join();
    }

    private List<List<StoredEntry>> contents() {
        List<List<StoredEntry>> contents = new ArrayList<>();
        TOPICS.published().forEach(p -> contents.add(log.contents(p)));
        contents.add(log.contents(Topics.PROGRESS_PARTITION));
        return contents;
    }

    private RelayListener listener() {
        return new RelayListener() {
            @Override
            public void refused(String reason) {
                said.add("refused: " + reason);
            }

            @Override
            public void termEnded(long term, String reason) {
                said.add("ended " + term + ": " + reason);
            }

            @Override
            public void gap(long fromRevision, long toRevision) {
                said.add("gap " + fromRevision + " to " + toRevision);
            }
        };
    }
}
