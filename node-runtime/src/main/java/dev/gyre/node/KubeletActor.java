package dev.gyre.node;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a {@link Kubelet} its turn: one message at a time, timers by the system's shared wheel. A message that makes the
 * kubelet fail is logged and dropped with everything that hung on it; the next sweep and the next list put it right.
 */
final class KubeletActor extends AbstractBehavior<KubeletMessage> {
    private static final Logger log = LoggerFactory.getLogger(KubeletActor.class);

    private final NodeSettings settings;
    private final Kubelet kubelet;

    static Behavior<KubeletMessage> create(NodeSettings settings, KubeletPorts ports) {
        return Behaviors.setup(context -> new KubeletActor(context, settings, ports));
    }

    private KubeletActor(ActorContext<KubeletMessage> context, NodeSettings settings, KubeletPorts ports) {
        super(context);
        this.settings = settings;
        this.kubelet = new Kubelet(settings, ports, mailbox(context));
        context.getSelf().tell(new KubeletMessage.Start());
    }

    private static Mailbox mailbox(ActorContext<KubeletMessage> context) {
        ActorRef<KubeletMessage> self = context.getSelf();
        var scheduler = context.getSystem().scheduler();
        var executor = context.getSystem().executionContext();
        return new Mailbox() {
            @Override
            public void tell(KubeletMessage message) {
                self.tell(message);
            }

            @Override
            public void tellAfter(Duration delay, KubeletMessage message) {
                scheduler.scheduleOnce(delay, () -> self.tell(message), executor);
            }
        };
    }

    @Override
    public Receive<KubeletMessage> createReceive() {
        return newReceiveBuilder().onMessage(KubeletMessage.class, this::handle).build();
    }

    private Behavior<KubeletMessage> handle(KubeletMessage message) {
        try {
            kubelet.on(message);
        } catch (RuntimeException e) {
            log.error("{}: {}", settings.name(), message, e);
        }
        return this;
    }
}
