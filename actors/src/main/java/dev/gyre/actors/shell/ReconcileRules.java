package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the shell around one reconciler. A key goes round: it becomes dirty by a change, waits until the view has
 * reached all that was done about it before, is decided about, the decision is recorded, its commands are sent, and their
 * answers say which revision to wait for. Only keys of active partitions are kept; every command carries the epoch of its
 * key's partition, so whatever a lost partition still has under way is refused by the store.
 *
 * <p>Inputs and the time come in, effects go out, in an order that depends on nothing else. Not thread-safe: one driver.
 */
public final class ReconcileRules {

    /** A deadline that has passed already is looked at after this, so that no reconciler can spin. */
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(10);

    private static final Provenance FOUND = new Provenance("", "", "", Instant.EPOCH);

    /** A command whose turn has come, when fewer are in flight. */
    private record Send(ResourceKey key, String decisionId, int index) {}

    private final Reconciler reconciler;
    private final ToIntFunction<ResourceKey> partitionOf;
    private final String group;
    private final String build;
    private final Limits limits;

    private final Holdings holdings = new Holdings();
    private final Keys keys;
    private final Deque<Resync> resyncs = new ArrayDeque<>();
    private final Deque<Send> sends = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable ClusterView view;
    private Instant now = Instant.MIN;
    private @Nullable Instant announcedWake;
    private int commandsInFlight;
    private long inquiries;

    /**
     * @param partitionOf who decides about a key: {@link dev.gyre.events.Topics#ownerPartition}
     * @param group the group whose members share the partitions; it has epochs of its own
     * @param build the version of the code, for the record
     */
    public ReconcileRules(
            Reconciler reconciler, ToIntFunction<ResourceKey> partitionOf, String group, String build, Limits limits) {
        this(reconciler, partitionOf, group, build, limits, QueueListener.NONE);
    }

    /** {@code listener} hears what becomes of keys. */
    public ReconcileRules(
            Reconciler reconciler,
            ToIntFunction<ResourceKey> partitionOf,
            String group,
            String build,
            Limits limits,
            QueueListener listener) {
        this.reconciler = reconciler;
        this.partitionOf = partitionOf;
        this.group = group;
        this.build = build;
        this.limits = limits;
        this.keys = new Keys(limits, listener);
    }

    /** The name under which the store keeps the epoch of a group's partition. */
    public static String epochName(String group, int partition) {
        return group + "-" + partition;
    }

    /** One step: what follows from this input at this time. */
    public List<Effect> on(Input input, Instant now) {
        this.now = now;
        keys.at(now);
        switch (input) {
            case Input.ViewAdvanced advanced -> advance(advanced.view(), advanced.events());
            case Input.PartitionsGained gained -> gain(gained.epochs(), gained.revision());
            case Input.PartitionsLost lost -> lost.partitions().forEach(this::drop);
            case Input.Measured measured -> keys.answer(measured.key(), measured.inquiry(), measured.answers());
            case Input.DecisionRecorded recorded -> carryOut(recorded);
            case Input.DecisionNotRecorded failed -> giveUp(failed);
            case Input.CommandAnswered answer -> answered(answer);
            case Input.Tick tick -> announcedWake = null;
        }
        resync();
        decideWhatIsReady();
        sendWhatIsAllowed();
        announceWake();
        keys.report();
        List<Effect> step = List.copyOf(effects);
        effects.clear();
        return step;
    }

    public Counts counts() {
        boolean isIdle = resyncs.isEmpty() && !keys.hasReady() && keys.inFlight() == 0;
        return tally.counts(keys.waiting(), keys.inFlight(), isIdle && view != null && holdings.isFullyActive());
    }

    /** The trace of the change that led to the round that is going on about a key; empty for none. Nothing is decided by it. */
    public String traceparent(ResourceKey key, String decisionId) {
        Work work = keys.inRound(key, decisionId);
        return work == null || work.round == null ? "" : work.round.traceparent;
    }

    /** What the round does is done under this from now on. */
    public void traced(ResourceKey key, String decisionId, String traceparent) {
        Work work = keys.inRound(key, decisionId);
        if (work != null && work.round != null) {
            work.round.traceparent = traceparent;
        }
    }

    private void advance(ClusterView next, List<ResourceEvent> events) {
        ClusterView before = view;
        view = next;
        keys.reached(next.revision());
        if (holdings.hasActive()) {
            for (ResourceEvent event : events) {
                Resource was = before == null ? null : before.get(event.key()).orElse(null);
                mark(
                        reconciler.affectedBy(was, event, next),
                        holdings::isActive,
                        event.provenance().traceparent());
            }
        }
        activate(next);
    }

    private void gain(Map<Integer, Long> epochs, long revision) {
        for (int partition : new TreeSet<>(epochs.keySet())) {
            switch (holdings.gain(partition, epochs.getOrDefault(partition, 0L), revision)) {
                case STALE -> {}
                case CONTINUED -> settle(partition, revision);
                case FRESH -> keys.drop(partition);
            }
        }
        if (view != null) {
            activate(view);
        }
    }

    private void activate(ClusterView view) {
        Set<Integer> partitions = holdings.activate(view.revision());
        if (!partitions.isEmpty()) {
            resyncs.add(new Resync(view, partitions));
        }
    }

    /** Commands in flight are left to the fence; their answers find no round. */
    private void drop(int partition) {
        holdings.lose(partition);
        keys.drop(partition);
        if (!holdings.hasActive()) {
            resyncs.clear();
        }
    }

    /** What has happened to an object since is a change of its own. */
    private void resync() {
        int left = limits.objectsPerStep();
        while (left > 0 && view != null && !resyncs.isEmpty()) {
            Resync first = resyncs.element();
            Resource object = first.next();
            if (object == null) {
                resyncs.remove();
            } else {
                ResourceEvent found = new ResourceEvent(ResourceEvent.Type.ADDED, object, FOUND);
                mark(
                        reconciler.affectedBy(found, view),
                        partition -> first.isFor(partition) && holdings.isActive(partition),
                        "");
                left--;
            }
        }
    }

    private void mark(Set<ResourceKey> affected, IntPredicate isWanted, String traceparent) {
        Collection<ResourceKey> inOrder = affected.size() > 1 ? new TreeSet<>(affected) : affected;
        for (ResourceKey key : inOrder) {
            int partition = partitionOf.applyAsInt(key);
            if (isWanted.test(partition)) {
                keys.mark(key, partition, traceparent);
            }
        }
    }

    private void decideWhatIsReady() {
        for (int left = limits.decisionsPerStep(); left > 0 && view != null; left--) {
            Work work = keys.takeReady();
            if (work == null) {
                return;
            }
            decide(work, view);
        }
    }

    private void decide(Work work, ClusterView view) {
        if (work.answers == null && asks(work, view)) {
            return;
        }
        tally.runs++;
        ClusterView seen = work.answers == null ? view : view.measuring(work.answers);
        work.answers = null;
        Decision decision;
        try {
            decision = work.refusals.isEmpty()
                    ? reconciler.reconcile(work.key, seen, now)
                    : reconciler.reconcileAfter(work.refusals, work.key, seen, now);
        } catch (RuntimeException e) {
            effects.add(new Effect.Report(work.key, "could not be decided: " + e, true));
            keys.retry(work);
            return;
        }
        work.wakeAt = notTooSoon(decision.wakeAt());
        boolean hasNews = !decision.reasons().isEmpty() && !decision.reasons().equals(work.reasons);
        work.reasons = decision.reasons();
        if (decision.commands().isEmpty() && !hasNews) {
            tally.quietRuns++;
            work.refusals = List.of();
            keys.rest(work);
        } else {
            record(work, decision, view.revision());
        }
    }

    /** Whether there is something to be measured first. */
    private boolean asks(Work work, ClusterView view) {
        Set<String> questions;
        try {
            questions = reconciler.questions(work.key, view);
        } catch (RuntimeException e) {
            effects.add(new Effect.Report(work.key, "could not be asked about: " + e, true));
            keys.retry(work);
            return true;
        }
        if (!questions.isEmpty()) {
            keys.ask(work, ++inquiries);
            effects.add(new Effect.Measure(work.key, inquiries, questions));
        }
        return !questions.isEmpty();
    }

    private @Nullable Instant notTooSoon(@Nullable Instant wakeAt) {
        Instant earliest = now.plus(SHORTEST_SLEEP);
        return wakeAt == null || wakeAt.isAfter(earliest) ? wakeAt : earliest;
    }

    private void record(Work work, Decision decision, long revision) {
        String subject = work.key.toString();
        String id = reconciler.name() + "/" + subject + "/" + revision + "/" + work.nextAttempt(revision);
        keys.begin(work, new Round(id, decision, work.traceparent));
        tally.decisions++;
        effects.add(new Effect.RecordDecision(
                work.key,
                new DecisionRecord(
                        id,
                        reconciler.name(),
                        build,
                        subject,
                        revision,
                        now,
                        inputs(decision, work.refusals),
                        decision.reasons(),
                        decision.commands(),
                        decision.details())));
    }

    private static Map<String, String> inputs(Decision decision, List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return decision.inputs();
        }
        Map<String, String> inputs = new LinkedHashMap<>(decision.inputs());
        for (int i = 0; i < refusals.size(); i++) {
            inputs.put("refusal." + i, refusals.get(i).toInput());
        }
        return inputs;
    }

    private void carryOut(Input.DecisionRecorded recorded) {
        Work work = keys.inRound(recorded.key(), recorded.decisionId());
        if (work == null || work.round == null) {
            return;
        }
        work.round.first().forEach(index -> sends.add(new Send(work.key, recorded.decisionId(), index)));
        if (work.round.isOver()) {
            finish(work, work.round);
        }
    }

    private void giveUp(Input.DecisionNotRecorded failed) {
        Work work = keys.inRound(failed.key(), failed.decisionId());
        if (work == null) {
            return;
        }
        effects.add(new Effect.Report(work.key, "decision could not be recorded: " + failed.reason(), false));
        work.reasons = null;
        keys.end(work);
        keys.retry(work);
    }

    private void sendWhatIsAllowed() {
        while (commandsInFlight < limits.commandsInFlight() && !sends.isEmpty()) {
            Send send = sends.removeFirst();
            Work work = keys.inRound(send.key(), send.decisionId());
            Holdings.Holding holding = work == null ? null : holdings.get(work.partition);
            if (work != null && work.round != null && holding != null) {
                Command command = work.round.send(send.index(), holding.epoch());
                Command fenced = fenced(command, work.partition, holding.epoch());
                tally.commands++;
                commandsInFlight++;
                effects.add(new Effect.Execute(send.key(), send.decisionId(), send.index(), fenced));
            }
        }
    }

    private Command fenced(Command command, int partition, long epoch) {
        List<Guard> guards = new ArrayList<>(command.guards());
        guards.add(new Guard.Epoch(epochName(group, partition), epoch));
        return command.guarded(List.copyOf(guards));
    }

    private void answered(Input.CommandAnswered answer) {
        commandsInFlight--;
        Work work = keys.inRound(answer.key(), answer.decisionId());
        if (work == null || work.round == null) {
            return;
        }
        Round round = work.round;
        long epoch = round.sentUnder(answer.index());
        switch (answer.outcome()) {
            case Outcome.Committed committed -> {}
            case Outcome.Refused refused -> {
                tally.refusals++;
                effects.add(new Effect.Report(work.key, refused.status().message(), false));
                if (refused.status().isEpochOver() && holdings.isCurrent(work.partition, epoch)) {
                    effects.add(new Effect.Fenced(work.partition, epoch));
                    drop(work.partition);
                    return;
                }
            }
            case Outcome.Unknown unknown -> {
                tally.unknownOutcomes++;
                effects.add(new Effect.Report(work.key, "outcome unknown: " + unknown.reason(), false));
            }
        }
        round.answer(answer.index(), answer.outcome())
                .ifPresent(next -> sends.addFirst(new Send(answer.key(), answer.decisionId(), next)));
        if (round.isOver()) {
            finish(work, round);
        }
    }

    private void finish(Work work, Round round) {
        keys.end(work);
        work.refusals = round.refusals();
        work.awaitedRevision = Math.max(work.awaitedRevision, round.reached());
        if (round.hasUnknown()) {
            awaitSettlement(work, round.unknownUnder());
        }
        if (round.hasFailed()) {
            keys.retry(work);
        } else {
            keys.rest(work);
        }
    }

    /** Waits for the revision read after the epoch was raised beyond the one that the command was sent under. */
    private void awaitSettlement(Work work, long epoch) {
        Holdings.Holding holding = holdings.get(work.partition);
        if (holding != null && holding.epoch() > epoch) {
            work.awaitedRevision = Math.max(work.awaitedRevision, holding.settledAt());
            return;
        }
        if (keys.settlingIn(work.partition).isEmpty()) {
            effects.add(new Effect.Refence(work.partition, epoch));
        }
        work.settling = epoch;
    }

    private void settle(int partition, long revision) {
        for (Work work : keys.settlingIn(partition)) {
            work.settling = null;
            work.awaitedRevision = Math.max(work.awaitedRevision, revision);
            keys.place(work);
        }
    }

    private void announceWake() {
        Instant next = resyncs.isEmpty() ? keys.nextDue() : now;
        if (next != null && !next.equals(announcedWake)) {
            announcedWake = next;
            effects.add(new Effect.WakeAt(next));
        }
    }
}
