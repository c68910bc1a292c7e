package dev.gyre.actors;

import dev.gyre.actors.ControlPlane.Controller;
import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.ControlPlane.Ports;
import dev.gyre.actors.measures.ControllerMetrics;
import dev.gyre.actors.measures.SchedulerMetrics;
import dev.gyre.actors.ownership.OwnershipActor;
import dev.gyre.actors.shell.ControllerActor;
import dev.gyre.actors.shell.Counts;
import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.actors.view.ViewActor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Starts the actors of a plane and watches over them. When one fails, the guardian fails with it, and its supervisor starts
 * all of them anew, a little later each time.
 */
final class ControlPlaneGuardian {

    /** Above what the protocols can have under way together; whoever reaches it has a defect. */
    private static final MailboxSelector MAILBOX = MailboxSelector.bounded(10_000);

    /** Nothing is asked of a guardian. */
    sealed interface Message permits Nothing {}

    private record Nothing() implements Message {}

    /** Hears how the plane fares. */
    interface Watcher {
        void counted(String reconciler, Counts counts);

        void reached(long viewRevision);
    }

    private ControlPlaneGuardian() {}

    static Behavior<Message> create(Ports ports, List<Group> groups, SchedulerMetrics scheduler, Watcher watcher) {
        Behavior<Message> plane = Behaviors.setup(context -> {
            List<ActorRef<ControllerActor.Message>> controllers = new ArrayList<>();
            for (Group group : groups) {
                controllers.addAll(startGroup(context, ports, group, scheduler, watcher));
            }
            startView(context, ports, controllers, scheduler, hasScheduler(groups), watcher);
            return Behaviors.receive(Message.class)
                    .onSignal(Terminated.class, ended -> {
                        throw new IllegalStateException(ended.getRef().path().name() + " has failed");
                    })
                    .build();
        });
        return Behaviors.supervise(plane)
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private static boolean hasScheduler(List<Group> groups) {
        return groups.stream()
                .flatMap(group -> group.controllers().stream())
                .anyMatch(controller -> controller.reconciler().name().equals(SchedulerMetrics.RECONCILER));
    }

    private static List<ActorRef<ControllerActor.Message>> startGroup(
            ActorContext<Message> context, Ports ports, Group group, SchedulerMetrics scheduler, Watcher watcher) {
        AtomicReference<@Nullable ActorRef<OwnershipActor.Message>> owner = new AtomicReference<>();
        ControllerActor.Ownership ownership = new ControllerActor.Ownership() {
            @Override
            public void refence(int partition, long epoch) {
                tell(new OwnershipActor.Refence(partition, epoch));
            }

            @Override
            public void fenced(int partition, long epoch) {
                tell(new OwnershipActor.Fenced(partition, epoch));
            }

            /** The controllers come first, but they can have nothing to say before they own something. */
            private void tell(OwnershipActor.Message message) {
                ActorRef<OwnershipActor.Message> to = owner.get();
                if (to != null) {
                    to.tell(message);
                }
            }
        };
        List<ActorRef<ControllerActor.Message>> controllers = new ArrayList<>();
        for (Controller controller : group.controllers()) {
            controllers.add(startController(context, ports, group, controller, ownership, scheduler, watcher));
        }
        List<Consumer<Input>> inputs = new ArrayList<>();
        controllers.forEach(c -> inputs.add(input -> c.tell(new ControllerActor.Take(input))));
        owner.set(watched(
                context,
                OwnershipActor.create(group.name(), ports.holder(), ports.client(), ports.log(), inputs),
                "ownership-" + group.name()));
        return controllers;
    }

    private static ActorRef<ControllerActor.Message> startController(
            ActorContext<Message> context,
            Ports ports,
            Group group,
            Controller controller,
            ControllerActor.Ownership ownership,
            SchedulerMetrics scheduler,
            Watcher watcher) {
        String name = controller.reconciler().name();
        ControllerMetrics metrics = new ControllerMetrics(name);
        ReconcileRules rules = new ReconcileRules(
                controller.reconciler(),
                ports.topics()::ownerPartition,
                group.name(),
                ports.build(),
                controller.limits(),
                metrics);
        return watched(
                context,
                ControllerActor.create(new ControllerActor.Parts(
                        rules,
                        controller.client(),
                        controller
                                .recording()
                                .apply(
                                        name.equals(SchedulerMetrics.RECONCILER)
                                                ? scheduler.counting(ports.decisions())
                                                : ports.decisions()),
                        ports.clock(),
                        ownership,
                        counts -> watcher.counted(name, counts),
                        metrics::heard,
                        controller.measuring())),
                "controller-" + name);
    }

    private static void startView(
            ActorContext<Message> context,
            Ports ports,
            List<ActorRef<ControllerActor.Message>> controllers,
            SchedulerMetrics scheduler,
            boolean schedules,
            Watcher watcher) {
        List<ViewActor.ViewReader> readers = new ArrayList<>();
        controllers.forEach(c ->
                readers.add((view, events, ready) -> c.tell(new ControllerActor.ViewPublished(view, events, ready))));
        if (schedules) {
            readers.add((view, events, ready) -> {
                scheduler.viewed(view, events);
                ready.run();
            });
        }
        watched(
                context,
                ViewActor.create(
                        ports.client(), ports.feed(), ports.heartbeats(), readers, watcher::reached, ports.snapshots()),
                "view");
    }

    private static <T> ActorRef<T> watched(ActorContext<Message> context, Behavior<T> behavior, String name) {
        ActorRef<T> child = context.spawn(behavior, name, MAILBOX);
        context.watch(child);
        return child;
    }
}
