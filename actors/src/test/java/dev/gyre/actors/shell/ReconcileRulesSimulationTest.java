package dev.gyre.actors.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes share the partitions of a toy cluster on one thread and one seed. Views lag, changes are repeated, records
 * fail, outcomes get lost (and some of those commands are committed long afterwards), partitions move while their old owner
 * sleeps. The number of replicas only grows, so at no time may there be more pods than that.
 */
class ReconcileRulesSimulationTest {

    private static final int PARTITIONS = 4;
    private static final int NAMESPACES = 6;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverADuplicateChildAndConverges(long seed) {
        World world = new World(seed);
        for (int step = 0; step < 3_000; step++) {
            long before = world.store.revision();
            world.step(step < 2_000);
            if (world.store.revision() > before) {
                world.assertNoDuplicates();
            }
        }
        world.settle();
        world.assertConverged();
        assertThat(world.unknown).as("outcomes lost").isPositive();
        assertThat(world.moves).as("moves").isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {7})
    void theSameSeedGivesTheSameRun(long seed) {
        List<String> first = run(seed);
        assertThat(first).isNotEmpty().isEqualTo(run(seed));
    }

    private static List<String> run(long seed) {
        World world = new World(seed);
        for (int step = 0; step < 1_000; step++) {
            world.step(true);
        }
        return world.trace;
    }

    private static final class World {
        final Random random;
        final ToyStore store = new ToyStore();
        final List<Process> processes = List.of(new Process(), new Process());
        final Map<Integer, Process> owners = new HashMap<>();
        final List<Runnable> pending = new ArrayList<>();
        final List<String> trace = new ArrayList<>();
        final Set<String> recorded = new HashSet<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        int unknown;
        int moves;
        boolean isFaulty = true;

        World(long seed) {
            random = new Random(seed);
            for (int n = 0; n < NAMESPACES; n++) {
                store.put(
                        "sets/ns-" + n + "/web",
                        "{'metadata': {'uid': 'set-%d'}, 'spec': {'replicas': 2}}".formatted(n));
            }
            for (int p = 0; p < PARTITIONS; p++) {
                give(p, processes.get(p % 2));
            }
        }

        void step(boolean isFaulty) {
            this.isFaulty = isFaulty;
            now = now.plusMillis(random.nextInt(5));
            int dice = random.nextInt(100);
            if (dice < 45 && !pending.isEmpty()) {
                pending.remove(random.nextInt(pending.size())).run();
            } else if (dice < 80) {
                oneOf(processes).read();
            } else if (dice < 90) {
                oneOf(processes).input(new Input.Tick());
            } else if (isFaulty && dice < 93) {
                move();
            } else if (isFaulty && dice < 96) {
                scaleUp();
            } else if (isFaulty && dice < 99) {
                deleteAPod();
            }
        }

        private void move() {
            moves++;
            int partition = random.nextInt(PARTITIONS);
            Process old = owners.get(partition);
            give(partition, processes.get(1 - processes.indexOf(old)));
            pending.add(() -> {
                if (owners.get(partition) != old) {
                    old.input(new Input.PartitionsLost(Set.of(partition)));
                }
            });
        }

        private void give(int partition, Process to) {
            owners.put(partition, to);
            pending.add(() -> to.take(partition));
        }

        private void scaleUp() {
            String subject = "sets/ns-" + random.nextInt(NAMESPACES) + "/web";
            Resource set = store.objects.get(ResourceKey.parse(subject));
            int replicas = set.json().path("spec").path("replicas").asInt() + 1;
            store.put(subject, "{'metadata': {'uid': '%s'}, 'spec': {'replicas': %d}}".formatted(set.uid(), replicas));
        }

        private void deleteAPod() {
            List<Resource> pods = pods();
            if (!pods.isEmpty()) {
                Resource pod = oneOf(pods);
                store.execute(new Command.Delete(pod.key(), pod.uid(), null, null, null, List.of()), "user");
            }
        }

        void settle() {
            isFaulty = false;
            for (int i = 0; i < 600; i++) {
                now = now.plusMillis(50);
                List<Runnable> due = List.copyOf(pending);
                pending.clear();
                due.forEach(Runnable::run);
                processes.forEach(Process::read);
                processes.forEach(p -> p.input(new Input.Tick()));
            }
        }

        List<Resource> pods() {
            return store.objects.values().stream()
                    .filter(r -> r.key().plural().equals("pods"))
                    .toList();
        }

        void assertNoDuplicates() {
            for (Resource set : store.objects.values()) {
                if (set.key().plural().equals("sets") && children(set) > replicas(set)) {
                    throw new AssertionError(set + " has " + children(set) + " children, wants " + replicas(set));
                }
            }
        }

        void assertConverged() {
            for (Resource set : store.objects.values()) {
                if (set.key().plural().equals("sets")) {
                    assertThat(children(set)).as("children of " + set).isEqualTo(replicas(set));
                    assertThat(set.json().path("status").path("replicas").asInt())
                            .isEqualTo(replicas(set));
                }
            }
        }

        private int children(Resource set) {
            return (int) pods().stream()
                    .filter(p -> p.ownerReferences().getFirst().uid().equals(set.uid()))
                    .count();
        }

        private static int replicas(Resource set) {
            return set.json().path("spec").path("replicas").asInt();
        }

        private <T> T oneOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private final class Process {
            final ReconcileRules rules = new ReconcileRules(
                    new ToyReconciler(),
                    key -> Math.floorMod(key.namespace().hashCode(), PARTITIONS),
                    "toys",
                    "test",
                    new Limits(3, 4, 2, 2, Duration.ofMillis(5), Duration.ofMillis(200)));
            PersistentClusterView view = PersistentClusterView.EMPTY;
            int read;

            void take(int partition) {
                if (owners.get(partition) != this) {
                    return;
                }
                long epoch = store.raiseEpoch(ReconcileRules.epochName("toys", partition));
                long revision = store.revision();
                pending.add(() -> input(new Input.PartitionsGained(Map.of(partition, epoch), revision)));
            }

            /** Reads on by some changes, a few of them for the second time. */
            void read() {
                int to = Math.min(store.history.size(), read + 1 + random.nextInt(4));
                int from = Math.max(0, read - random.nextInt(3));
                List<ResourceEvent> events = store.history.subList(from, to);
                boolean isAtEnd = to == store.history.size();
                long revision = isAtEnd ? store.revision() : events.getLast().revision();
                read = to;
                view = view.apply(new Advance(revision, events));
                input(new Input.ViewAdvanced(view, List.copyOf(events)));
            }

            void input(Input input) {
                for (Effect effect : rules.on(input, now)) {
                    trace.add(effect.toString());
                    carryOut(effect);
                }
            }

            private void carryOut(Effect effect) {
                switch (effect) {
                    case Effect.Measure measure ->
                        pending.add(() -> input(new Input.Measured(measure.key(), measure.inquiry(), Map.of())));
                    case Effect.RecordDecision record -> pending.add(() -> record(record));
                    case Effect.Execute execute -> {
                        assertThat(recorded).contains(execute.decisionId());
                        pending.add(() -> execute(execute));
                    }
                    case Effect.Refence refence -> pending.add(() -> take(refence.partition()));
                    case Effect.Fenced fenced -> pending.add(() -> take(fenced.partition()));
                    case Effect.WakeAt wake -> {}
                    case Effect.Report report -> {}
                }
            }

            private void record(Effect.RecordDecision record) {
                String id = record.decision().id();
                if (isFaulty && random.nextInt(20) == 0) {
                    input(new Input.DecisionNotRecorded(record.key(), id, "lost"));
                } else {
                    recorded.add(id);
                    input(new Input.DecisionRecorded(record.key(), id));
                }
            }

            private void execute(Effect.Execute execute) {
                if (isFaulty && random.nextInt(10) == 0) {
                    unknown++;
                    pending.add(() -> answer(execute, new Outcome.Unknown("time-out")));
                    if (random.nextBoolean()) {
                        pending.add(() -> store.execute(execute.command(), execute.decisionId()));
                    }
                } else {
                    Outcome outcome = store.execute(execute.command(), execute.decisionId());
                    pending.add(() -> answer(execute, outcome));
                }
            }

            private void answer(Effect.Execute execute, Outcome outcome) {
                input(new Input.CommandAnswered(execute.key(), execute.decisionId(), execute.index(), outcome));
            }
        }
    }
}
