package dev.gyre.actors.ownership;

import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.Topics;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A process's membership in one group. It raises the epochs of what it gains, reads the revision from which on they may be
 * decided about, and tells the controllers; a failed attempt is repeated a little later. A partition that the store says
 * is another's while the group still says it is ours is taken again, only more slowly.
 */
public final class OwnershipActor {

    private static final Duration RETRY = Duration.ofMillis(500);

    public sealed interface Message {}

    private record Gained(Set<Integer> partitions) implements Message {}

    private record Lost(Set<Integer> partitions) implements Message {}

    private record Raised(int partition, long epoch) implements Message {}

    private record NotRaised(int partition, Throwable cause) implements Message {}

    private record RevisionRead(long revision) implements Message {}

    private record RevisionNotRead(Throwable cause) implements Message {}

    private record ReadRevision() implements Message {}

    private record TakeMore() implements Message {}

    /** A command that was sent under this epoch has no known outcome. */
    public record Refence(int partition, long epoch) implements Message {}

    /** The store refused a command because this epoch is over. */
    public record Fenced(int partition, long epoch) implements Message {}

    private final OwnershipRules rules = new OwnershipRules();
    private final String group;
    private final String holder;
    private final ApiClient client;
    private final List<Consumer<Input>> controllers;
    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final Subscription subscription;

    private OwnershipActor(
            String group,
            String holder,
            ApiClient client,
            EventLog log,
            List<Consumer<Input>> controllers,
            ActorContext<Message> context,
            TimerScheduler<Message> timers) {
        this.group = group;
        this.holder = holder;
        this.client = client;
        this.controllers = controllers;
        this.context = context;
        this.timers = timers;
        var self = context.getSelf();
        this.subscription = log.own(group, Topics.CHANGES, new EventLog.OwnershipListener() {
            @Override
            public void gained(Collection<Integer> partitions) {
                self.tell(new Gained(Set.copyOf(partitions)));
            }

            @Override
            public void lost(Collection<Integer> partitions) {
                self.tell(new Lost(Set.copyOf(partitions)));
            }
        });
    }

    /**
     * @param group the group to join, and the prefix of its epochs
     * @param holder who raises an epoch, for whoever looks at the store
     */
    public static Behavior<Message> create(
            String group, String holder, ApiClient client, EventLog log, List<Consumer<Input>> controllers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            OwnershipActor actor = new OwnershipActor(group, holder, client, log, controllers, context, timers);
            return Behaviors.receive(Message.class)
                    .onMessage(Message.class, actor::on)
                    .onSignal(PostStop.class, stop -> actor.stopped())
                    .build();
        }));
    }

    private Behavior<Message> on(Message message) {
        switch (message) {
            case Gained gained -> {
                rules.assigned(gained.partitions());
                take();
            }
            case Lost lost -> {
                rules.unassigned(lost.partitions());
                tell(new Input.PartitionsLost(lost.partitions()));
            }
            case Refence refence -> {
                rules.leave(refence.partition(), refence.epoch());
                take();
            }
            case Fenced fenced -> {
                rules.leave(fenced.partition(), fenced.epoch());
                timers.startSingleTimer(new TakeMore(), RETRY);
            }
            case Raised raised -> goOn(rules.raised(raised.partition(), raised.epoch()));
            case NotRaised failed -> {
                context.getLog()
                        .warn(
                                "cannot take {}: {}",
                                epochName(failed.partition()),
                                failed.cause().toString());
                goOn(rules.notRaised(failed.partition()));
            }
            case RevisionRead read -> {
                OwnershipRules.Taken taken = rules.taken(read.revision());
                tell(new Input.PartitionsGained(taken.epochs(), taken.revision()));
                goOn(taken.next());
            }
            case RevisionNotRead failed -> {
                context.getLog()
                        .warn("cannot read the revision: {}", failed.cause().toString());
                timers.startSingleTimer(new ReadRevision(), RETRY);
            }
            case ReadRevision read -> readRevision();
            case TakeMore more -> take();
        }
        return Behaviors.same();
    }

    private void take() {
        for (int partition : rules.take()) {
            context.pipeToSelf(
                    client.raiseEpoch(epochName(partition), holder),
                    (epoch, failure) ->
                            failure == null ? new Raised(partition, epoch) : new NotRaised(partition, failure));
        }
    }

    private void goOn(OwnershipRules.Next next) {
        switch (next) {
            case WAIT -> {}
            case READ_REVISION -> readRevision();
            case TAKE -> take();
            case TAKE_LATER -> timers.startSingleTimer(new TakeMore(), RETRY);
        }
    }

    private void readRevision() {
        context.pipeToSelf(
                client.currentRevision(),
                (revision, failure) -> failure == null ? new RevisionRead(revision) : new RevisionNotRead(failure));
    }

    private void tell(Input input) {
        controllers.forEach(controller -> controller.accept(input));
    }

    private String epochName(int partition) {
        return ReconcileRules.epochName(group, partition);
    }

    private Behavior<Message> stopped() {
        subscription.close();
        return Behaviors.same();
    }
}
