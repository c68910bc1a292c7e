package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Measuring;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.telemetry.Tracing;
import dev.gyre.events.telemetry.Tracing.Kind;
import dev.gyre.events.telemetry.Tracing.Traced;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Runs the rules of one reconciler: turns messages into inputs, carries effects out, feeds the answers back. What it waits
 * for is bounded by the rules' limits, one view at a time and one timer, so its mailbox is too.
 */
public final class ControllerActor {

    /** A command that has no answer by then has none; the client's own time-outs are shorter. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    /** The scheduler takes no timer beyond 248 days. A tick that comes early asks for the next one. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    public sealed interface Message {}

    /** A newer view; {@code applied} is told when the next may come. */
    public record ViewPublished(ClusterView view, List<ResourceEvent> events, Runnable applied) implements Message {}

    /** What the rules are to take. */
    public record Take(Input input) implements Message {}

    /** What the rules ask of ownership. */
    public interface Ownership {
        void refence(int partition, long epoch);

        void fenced(int partition, long epoch);
    }

    /** Hears of changes when they have reached the actor. */
    @FunctionalInterface
    public interface Hearing {
        void heard(List<ResourceEvent> events, Instant now);
    }

    /** What an actor is made of. {@code watcher} hears the counts after every step. */
    public record Parts(
            ReconcileRules rules,
            ApiClient client,
            DecisionLog decisions,
            InstantSource clock,
            Ownership ownership,
            Consumer<Counts> watcher,
            Hearing hearing,
            Measuring measuring) {}

    private final Parts parts;
    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;

    private ControllerActor(Parts parts, ActorContext<Message> context, TimerScheduler<Message> timers) {
        this.parts = parts;
        this.context = context;
        this.timers = timers;
    }

    public static Behavior<Message> create(Parts parts) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> Behaviors.receiveMessage(new ControllerActor(parts, context, timers)::on)));
    }

    private Behavior<Message> on(Message message) {
        switch (message) {
            case ViewPublished published -> {
                parts.hearing().heard(published.events(), parts.clock().instant());
                step(new Input.ViewAdvanced(published.view(), published.events()));
                published.applied().run();
            }
            case Take take -> step(take.input());
        }
        return Behaviors.same();
    }

    private void step(Input input) {
        for (Effect effect : parts.rules().on(input, parts.clock().instant())) {
            carryOut(effect);
        }
        parts.watcher().accept(parts.rules().counts());
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Measure measure -> measure(measure);
            case Effect.RecordDecision record -> record(record);
            case Effect.Execute execute -> execute(execute);
            case Effect.Refence refence -> parts.ownership().refence(refence.partition(), refence.epoch());
            case Effect.Fenced fenced -> parts.ownership().fenced(fenced.partition(), fenced.epoch());
            case Effect.WakeAt wake -> wakeAt(wake.at());
            case Effect.Report report -> report(report);
        }
    }

    /** What goes wrong with the whole inquiry leaves all its questions open. */
    private void measure(Effect.Measure measure) {
        var answers = parts.measuring()
                .measure(measure.questions())
                .toCompletableFuture()
                .copy()
                .orTimeout(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        context.pipeToSelf(
                answers,
                (known, failure) -> new Take(
                        new Input.Measured(measure.key(), measure.inquiry(), failure == null ? known : Map.of())));
    }

    private void record(Effect.RecordDecision record) {
        String id = record.decision().id();
        Traced span = traced(record.key(), record.decision());
        context.pipeToSelf(parts.decisions().append(record.decision()), (done, failure) -> {
            span.end();
            return new Take(
                    failure == null
                            ? new Input.DecisionRecorded(record.key(), id)
                            : new Input.DecisionNotRecorded(record.key(), id, failure.toString()));
        });
    }

    /** The decision as part of the trace of what led to it; what it leads to is part of the same. */
    private Traced traced(ResourceKey key, DecisionRecord decision) {
        String parent = parts.rules().traceparent(key, decision.id());
        Traced span = Tracing.begin(Kind.CONSUMER, "decide " + decision.reconciler(), parent)
                .tag("gyre.decision", decision.id());
        parts.rules().traced(key, decision.id(), span.traceparent());
        return span;
    }

    private void execute(Effect.Execute execute) {
        var answer = parts.client()
                .execute(
                        execute.command(),
                        execute.decisionId(),
                        parts.rules().traceparent(execute.key(), execute.decisionId()))
                .toCompletableFuture()
                .copy()
                .orTimeout(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        context.pipeToSelf(answer, (outcome, failure) -> {
            Outcome known = failure == null ? outcome : new Outcome.Unknown(failure.toString());
            return new Take(new Input.CommandAnswered(execute.key(), execute.decisionId(), execute.index(), known));
        });
    }

    private void wakeAt(Instant at) {
        Duration delay = Duration.between(parts.clock().instant(), at);
        Take tick = new Take(new Input.Tick());
        if (delay.isPositive()) {
            timers.startSingleTimer(tick, delay.compareTo(LONGEST_WAIT) < 0 ? delay.plusMillis(1) : LONGEST_WAIT);
        } else {
            timers.cancel(tick);
            context.getSelf().tell(tick);
        }
    }

    private void report(Effect.Report report) {
        if (report.isDefect()) {
            context.getLog().error("{}: {}", report.key(), report.message());
        } else {
            context.getLog().debug("{}: {}", report.key(), report.message());
        }
    }
}
