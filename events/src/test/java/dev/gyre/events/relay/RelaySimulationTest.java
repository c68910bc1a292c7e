package dev.gyre.events.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.RevisionMerger;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Relays that are killed anywhere, two of them at once, producers that fail in the middle, a broker that loses tails: on
 * one thread, from one seed. Afterwards one relay is left in peace, and then every committed change of a published kind
 * must count exactly once, in order, in its partition, for a reader that knows nothing but the rules of validity.
 */
class RelaySimulationTest {

    private static final Topics TOPICS = new Topics(3, 1, 2, 1);
    private static final LogIdentity IDENTITY = new LogIdentity("c1", 1, 3);

    @Property(tries = 120)
    void everyChangeCountsOnceWhateverIsKilled(@ForAll long seed) {
        World world = new World(seed, 0);
        world.run(300);
        world.settle();
        world.assertComplete();
    }

    @Property(tries = 120)
    void tailsThatTheBrokerLosesAreAppendedAgain(@ForAll long seed) {
        World world = new World(seed, 0.02);
        world.run(300);
        world.settle();
        world.assertComplete();
    }

    /** One candidate: a driver on a queue and a client of its own, and the means to kill both. */
    private static final class Candidate implements RelayElection {
        private final UnreliableClient client;
        private final RelayDriver driver;
        private Listener listener;
        private boolean isInOffice;

        Candidate(World world) {
            client = new UnreliableClient(world.log, world.random);
            driver = RelayDriver.start(
                    new RelayDriver.Parts(
                            client,
                            TOPICS,
                            KubernetesKinds.registry(),
                            world.history,
                            this,
                            world.listener(),
                            Clock.systemUTC()),
                    world.interleaving.queue());
        }

        @Override
        public Candidacy stand(Listener listener) {
            this.listener = listener;
            return new Candidacy() {
                @Override
                public void resign(String reason) {
                    isInOffice = false;
                }

                @Override
                public void close() {
                    isInOffice = false;
                }
            };
        }

        boolean elect(Term term) {
            if (listener == null) {
                return false;
            }
            isInOffice = true;
            listener.elected(term);
            return true;
        }
    }

    private static final class World {
        private final Random random;
        private final Interleaving interleaving;
        private final InMemoryEventLog log;
        private final History history;
        private final double losses;
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<String> refusals = new ArrayList<>();
        private long terms;
        private double failures = 0.01;

        World(long seed, double losses) {
            this.random = new Random(seed);
            this.losses = losses;
            this.interleaving = new Interleaving(random);
            this.log = new InMemoryEventLog(interleaving.queue());
            this.history = new History(interleaving.queue());
        }

        RelayListener listener() {
            return new RelayListener() {
                @Override
                public void refused(String reason) {
                    refusals.add(reason);
                }
            };
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                double chance = random.nextDouble();
                if (chance < 0.25) {
                    history.commitAnything(random);
                } else if (chance < 0.27 || candidates.isEmpty()) {
                    candidates.add(new Candidate(this));
                } else if (chance < 0.29) {
                    killOne();
                } else if (chance < 0.33) {
                    electOne();
                } else if (chance < 0.33 + losses) {
                    loseTail();
                } else {
                    work();
                }
            }
        }

        private void work() {
            for (int i = 0; i < 10; i++) {
                interleaving.step();
                candidates.get(random.nextInt(candidates.size())).client.step(failures);
            }
        }

        private void killOne() {
            kill(candidates.get(random.nextInt(candidates.size())));
        }

        private void kill(Candidate dead) {
            candidates.remove(dead);
            dead.client.kill();
            dead.driver.close();
        }

        /** The one before may go on for a while; where the broker loses tails, one fault at a time is enough. */
        private void electOne() {
            Candidate next = candidates.get(random.nextInt(candidates.size()));
            while (losses > 0 && candidates.size() > 1) {
                kill(candidates.getFirst() == next ? candidates.getLast() : candidates.getFirst());
            }
            next.elect(nextTerm());
        }

        private RelayElection.Term nextTerm() {
            terms = Math.max(terms + 1, history.revision());
            return new RelayElection.Term(terms, IDENTITY, history.revision());
        }

        private void loseTail() {
            List<Partition> partitions = new ArrayList<>(TOPICS.published());
            partitions.add(Topics.PROGRESS_PARTITION);
            try {
                log.loseTail(partitions.get(random.nextInt(partitions.size())), random.nextInt(1, 6));
            } catch (IllegalArgumentException e) {
                // The topics have not been made yet.
            }
        }

        /** Kills all, starts one, and lets it finish: elected again whenever it gives up, as the election would do. */
        void settle() {
            while (!candidates.isEmpty()) {
                killOne();
            }
            failures = 0;
            Candidate last = new Candidate(this);
            candidates.add(last);
            for (int elections = 0; elections < 50; elections++) {
                while (last.listener == null) {
                    interleaving.step();
                }
                last.elect(nextTerm());
                while (interleaving.step() | last.client.step(0)) {
                    continue;
                }
                if (last.isInOffice) {
                    return;
                }
            }
            throw new AssertionError("no relay stays in office: " + refusals);
        }

        void assertComplete() {
            assertThat(refusals).allMatch(r -> r.contains("lost history"));
            Map<Partition, List<Object>> expected = expected();
            for (Partition partition : TOPICS.published()) {
                assertThat(valid(partition)).as("%s", partition).isEqualTo(expected.getOrDefault(partition, List.of()));
            }
            assertProgress();
        }

        private Map<Partition, List<Object>> expected() {
            Map<Partition, List<Object>> expected = new HashMap<>();
            Instant time = Instant.EPOCH;
            for (CommittedRevision revision : history.all()) {
                ResourceEvent event = revision.event();
                if (event == null) {
                    continue;
                }
                time = time.isAfter(event.provenance().time())
                        ? time
                        : event.provenance().time();
                String seen = revision.revision() + " " + event.type() + " " + event.key() + " " + time;
                expected.computeIfAbsent(TOPICS.changesPartition(event.key()), p -> new ArrayList<>())
                        .add(seen);
                PodReference reference = PodReferenceRule.of(event);
                if (reference != null) {
                    expected.computeIfAbsent(TOPICS.kubeletPartition(reference.nodeName()), p -> new ArrayList<>())
                            .add(reference);
                }
            }
            return expected;
        }

        private List<Object> valid(Partition partition) {
            PartitionValidity validity = PartitionValidity.fromTheBeginning();
            List<Object> valid = new ArrayList<>();
            for (StoredEntry stored : log.contents(partition)) {
                if (validity.accepts(stored.entry())) {
                    valid.add(
                            switch (RecordReader.read(stored.entry())) {
                                case LogRecord.Change change ->
                                    change.event().revision() + " "
                                            + change.event().type() + " "
                                            + change.event().key() + " "
                                            + change.stamp().time();
                                case LogRecord.Reference reference -> reference.reference();
                                case LogRecord other -> other;
                            });
                }
            }
            return valid;
        }

        /** The last progress says that all is there, by number too, and a merging reader agrees with it. */
        private void assertProgress() {
            ProgressReading reading = new ProgressReading();
            List<StoredEntry> records = log.contents(Topics.PROGRESS_PARTITION);
            records.forEach(reading::take);
            Progress progress = reading.newest();
            if (history.revision() == 0) {
                return;
            }
            assertThat(progress).isNotNull();
            assertThat(progress.revision()).isEqualTo(history.revision());
            long published =
                    history.all().stream().filter(r -> r.event() != null).count();
            assertThat(progress.since()).isZero();
            assertThat(progress.counted()).isEqualTo(history.revision() - published);

            RevisionMerger merger = RevisionMerger.after(0, TOPICS.changes(), Map.of(), 10_000);
            List<Advance> advances = new ArrayList<>();
            TOPICS.changes().forEach(p -> log.contents(p).forEach(e -> advances.addAll(merger.offer(e))));
            StoredEntry newest = records.stream()
                    .filter(r -> progress.equals(RecordReader.progress(r.entry())))
                    .toList()
                    .getLast();
            advances.addAll(merger.offer(newest));
            assertThat(advances.getLast().revision()).isEqualTo(history.revision());
            assertThat(advances.stream().flatMap(a -> a.events().stream()).map(ResourceEvent::revision))
                    .containsExactlyElementsOf(history.all().stream()
                            .filter(r -> r.event() != null)
                            .map(CommittedRevision::revision)
                            .toList());
        }
    }
}
