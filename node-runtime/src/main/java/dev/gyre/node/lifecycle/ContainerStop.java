package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Running;
import dev.gyre.node.lifecycle.PodState.Purpose;
import dev.gyre.node.lifecycle.Stop.Stage;
import java.time.Duration;
import java.time.Instant;

/**
 * Ends a running container, stage by stage: its {@code preStop} hook, then its turn, then the runtime's signal with what is
 * left of the grace period, two seconds at least.
 *
 * <p>A container that may be serving and has no hook of its own serves on for a second when its pod is deleted. Whoever
 * sends it requests hears of the deletion at the same time as the kubelet does, and would otherwise still send some to a
 * process that has stopped listening.
 */
final class ContainerStop {
    /** What endpoints, service proxies and name servers need, with room, to turn away from a pod that is deleted. */
    static final Duration SERVES_ON = Duration.ofSeconds(1);

    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private ContainerStop() {}

    /** Begins the end of a container that runs and is not ending yet, and says so. */
    static PodFacts begin(
            PodFacts facts,
            ContainerManifest container,
            long graceSeconds,
            StopCause cause,
            Duration servesOn,
            Instant now,
            StepDraft out) {
        ContainerProgress progress = facts.of(container);
        if (!(progress.phase() instanceof Running running) || running.isStopping()) {
            return facts;
        }
        out.tell(false, "Killing", cause.event(), container.name());
        Instant deadline = now.plusSeconds(graceSeconds);
        Stop stop;
        if (container.hooks().contains(HookKind.PRE_STOP) && graceSeconds > 0) {
            Duration grace = Duration.ofSeconds(graceSeconds);
            out.act(
                    new PodCommand.RunHook(container.name(), running.id(), HookKind.PRE_STOP, facts.ip(), grace),
                    cause.reason());
            stop = new Stop(Stage.PRE_STOP, deadline, deadline, cause);
        } else if (servesOn.isPositive() && now.plus(servesOn).isBefore(deadline)) {
            stop = new Stop(Stage.SERVING_ON, deadline, now.plus(servesOn), cause);
        } else {
            stop = new Stop(Stage.AWAITING_TURN, deadline, deadline, cause);
        }
        return facts.with(progress.with(running.with(stop)));
    }

    /** Goes on with the end of a container; answers the same facts where there is nothing to go on with. */
    static PodFacts advance(
            PodFacts facts, ContainerManifest container, boolean isItsTurn, Instant now, StepDraft out) {
        ContainerProgress progress = facts.of(container);
        if (!(progress.phase() instanceof Running running)) {
            return facts;
        }
        Stop stop = running.stop();
        if (stop == null || stop.stage() == Stage.ASKED) {
            return facts;
        }
        boolean isOverdue = !stop.until().isAfter(now);
        boolean isGoing = isOverdue || (stop.stage() == Stage.AWAITING_TURN && isItsTurn);
        if (!isGoing) {
            out.wakeAt(stop.until());
            return facts;
        }
        boolean mustWait = stop.stage() != Stage.AWAITING_TURN
                && !isItsTurn
                && stop.deadline().isAfter(now);
        if (mustWait) {
            out.wakeAt(stop.deadline());
            return facts.with(progress.with(running.with(stop.at(Stage.AWAITING_TURN))));
        }
        ask(container, running, stop, now, out);
        return facts.with(progress.with(running.with(stop.at(Stage.ASKED))));
    }

    private static void ask(ContainerManifest container, Running running, Stop stop, Instant now, StepDraft out) {
        Duration left = Duration.between(now, stop.deadline());
        Duration grace = left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left;
        out.act(
                new PodCommand.StopContainer(
                        container.name(), running.id(), grace.plusMillis(999).toSeconds()),
                stop.cause().reason());
    }

    /** Begins or goes on with the end of all containers of a pod; sidecars end after those that they serve. */
    static PodFacts all(PodFacts facts, Purpose purpose, long graceSeconds, Instant now, StepDraft out) {
        PodFacts stopped = facts;
        for (ContainerManifest container : facts.pod().allContainers()) {
            boolean isItsTurn = !container.isSidecar() || facts.isTurnToStop(container);
            boolean servesOn = purpose instanceof Purpose.Delete && container.isServing();
            stopped = beginWithPod(
                    stopped,
                    container,
                    StopCause.withPod(purpose, container),
                    graceSeconds,
                    servesOn,
                    isItsTurn,
                    now,
                    out);
        }
        return stopped;
    }

    private static PodFacts beginWithPod(
            PodFacts facts,
            ContainerManifest container,
            StopCause cause,
            long graceSeconds,
            boolean servesOn,
            boolean isItsTurn,
            Instant now,
            StepDraft out) {
        if (!(facts.of(container).phase() instanceof Running running)) {
            return facts;
        }
        if (running.isStopping()) {
            return advance(facts, container, isItsTurn, now, out);
        }
        return begin(facts, container, graceSeconds, cause, servesOn ? SERVES_ON : Duration.ZERO, now, out);
    }

    /** The pod has less time now than it was given at first. */
    static PodFacts hurry(PodFacts facts, long graceSeconds, Instant now, StepDraft out) {
        Instant deadline = now.plusSeconds(graceSeconds);
        PodFacts hurried = facts;
        for (ContainerManifest container : facts.pod().allContainers()) {
            ContainerProgress progress = facts.of(container);
            if (progress.phase() instanceof Running running
                    && running.stop() != null
                    && running.stop().deadline().isAfter(deadline)) {
                Stop sooner = running.stop().by(deadline);
                if (sooner.stage() == Stage.ASKED) {
                    ask(container, running, sooner, now, out);
                }
                hurried = hurried.with(progress.with(running.with(sooner)));
            }
        }
        return hurried;
    }
}
