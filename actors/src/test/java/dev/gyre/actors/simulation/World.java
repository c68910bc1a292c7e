package dev.gyre.actors.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.RecordJson;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Reconcilers at work on an {@link InMemoryCluster}, one round at a time, in an order that the seed decides. Every decision is
 * made twice and must come out the same to the byte. Between two commands of a round the invariant is checked, since a crash
 * could stop the round there.
 */
public final class World {

    /** One reconciler's interest in one key. */
    private record Job(int reconciler, ResourceKey key) implements Comparable<Job> {
        @Override
        public int compareTo(Job other) {
            return reconciler != other.reconciler
                    ? Integer.compare(reconciler, other.reconciler)
                    : key.compareTo(other.key);
        }
    }

    public final InMemoryCluster cluster;
    public final Random random;
    private final List<Reconciler> reconcilers;
    private final Runnable invariant;
    private final TreeSet<Job> dirty = new TreeSet<>();
    private final Map<Job, Instant> wakes = new LinkedHashMap<>();
    private final List<String> diary = new ArrayList<>();
    private ClusterView observed;
    private int refusals;
    private boolean crashes;

    public World(long seed, InMemoryCluster cluster, List<Reconciler> reconcilers, Runnable invariant) {
        this.cluster = cluster;
        this.random = new Random(seed);
        this.reconcilers = List.copyOf(reconcilers);
        this.invariant = invariant;
        this.observed = cluster.view();
    }

    /** From now on a controller is stopped in the middle of a round now and then, and another one takes over. */
    public World crashNowAndThen() {
        crashes = true;
        return this;
    }

    /** What was decided and what became of it, for a failing test to print. */
    public String diary() {
        return String.join("\n", diary);
    }

    public void note(String entry) {
        diary.add(entry);
    }

    /** Hands changes made from outside to the reconcilers. */
    public void observe() {
        for (ResourceEvent event : cluster.takeEvents()) {
            Resource was = observed.get(event.key()).orElse(null);
            for (int i = 0; i < reconcilers.size(); i++) {
                for (ResourceKey key : reconcilers.get(i).affectedBy(was, event, cluster.view())) {
                    dirty.add(new Job(i, key));
                }
            }
        }
        observed = cluster.view();
    }

    /** One round of one key, chosen by the seed; false where nothing is left to do. */
    public boolean round() {
        observe();
        wakeDue();
        if (dirty.isEmpty()) {
            return false;
        }
        Job job = List.copyOf(dirty).get(random.nextInt(dirty.size()));
        dirty.remove(job);
        carryOut(job, decide(job));
        observe();
        return true;
    }

    /** Rounds of this reconciler alone until it has nothing left to do. */
    public void drain(Class<? extends Reconciler> type) {
        for (int rounds = 0; rounds < 1000; rounds++) {
            observe();
            Job next = dirty.stream()
                    .filter(job -> type.isInstance(reconcilers.get(job.reconciler())))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return;
            }
            dirty.remove(next);
            carryOut(next, decide(next));
        }
        throw new AssertionError(type.getSimpleName() + " does not come to rest:\n" + diary());
    }

    /** Rounds until nothing is left to do. */
    public void settle() {
        for (int rounds = 0; rounds < 5000; rounds++) {
            if (!round()) {
                return;
            }
        }
        throw new AssertionError("the controllers do not come to rest:\n" + diary());
    }

    /** Whether every reconciler has nothing to do about every key there is. */
    public void assertNothingIsLeftToDo() {
        for (int i = 0; i < reconcilers.size(); i++) {
            String name = reconcilers.get(i).name();
            for (var object : cluster.view().objects()) {
                ResourceEvent seen = new ResourceEvent(ResourceEvent.Type.MODIFIED, object, null);
                for (ResourceKey key : reconcilers.get(i).affectedBy(seen, cluster.view())) {
                    Decision decision = decide(new Job(i, key));
                    assertThat(decision.commands())
                            .as(() -> name + " about " + key + ", though all is done\n" + diary())
                            .isEmpty();
                }
            }
        }
    }

    /** Lets time pass up to the next moment that a reconciler waits for; false where none waits. */
    public boolean sleepUntilNextWake() {
        Instant next = wakes.values().stream().min(Instant::compareTo).orElse(null);
        if (next == null) {
            return false;
        }
        while (cluster.now().isBefore(next)) {
            cluster.advanceSeconds(1);
        }
        return true;
    }

    public int refusals() {
        return refusals;
    }

    private void wakeDue() {
        wakes.entrySet().removeIf(wake -> {
            boolean isDue = !wake.getValue().isAfter(cluster.now());
            if (isDue) {
                dirty.add(wake.getKey());
            }
            return isDue;
        });
    }

    private Decision decide(Job job) {
        Reconciler reconciler = reconcilers.get(job.reconciler());
        Decision decision = reconciler.reconcile(job.key(), cluster.view(), cluster.now());
        Decision again = reconciler.reconcile(job.key(), cluster.view(), cluster.now());
        assertThat(record(reconciler, job.key(), again)).isEqualTo(record(reconciler, job.key(), decision));
        if (decision.wakeAt() == null) {
            wakes.remove(job);
        } else {
            wakes.put(job, decision.wakeAt());
        }
        return decision;
    }

    private void carryOut(Job job, Decision decision) {
        String name = reconcilers.get(job.reconciler()).name();
        if (!decision.commands().isEmpty()) {
            diary.add(cluster.view().revision() + " " + name + " " + job.key() + ": " + decision.reasons());
        }
        for (List<Command> chain : chainsInAnyOrder(decision)) {
            for (Command command : chain) {
                if (crashes && random.nextInt(10) == 0) {
                    diary.add("    stopped before " + command.key());
                    dirty.add(job);
                    return;
                }
                try {
                    cluster.execute(command);
                    diary.add("    " + command.getClass().getSimpleName() + " " + command.key());
                } catch (InMemoryCluster.RefusedException refused) {
                    diary.add("    refused: " + refused.getMessage());
                    refusals++;
                    dirty.add(job);
                    break;
                }
                invariant.run();
            }
        }
    }

    private List<List<Command>> chainsInAnyOrder(Decision decision) {
        List<List<Command>> chains = new ArrayList<>();
        for (int i = 0; i < decision.chainStarts().size(); i++) {
            int end = i + 1 < decision.chainStarts().size()
                    ? decision.chainStarts().get(i + 1)
                    : decision.commands().size();
            chains.add(decision.commands().subList(decision.chainStarts().get(i), end));
        }
        java.util.Collections.shuffle(chains, random);
        return chains;
    }

    private String record(Reconciler reconciler, ResourceKey key, Decision decision) {
        DecisionRecord record = new DecisionRecord(
                "id",
                reconciler.name(),
                "build",
                key.toString(),
                cluster.view().revision(),
                cluster.now(),
                decision.inputs(),
                decision.reasons(),
                decision.commands());
        return RecordJson.decisionToJson(record).toString() + decision.chainStarts() + decision.wakeAt();
    }
}
