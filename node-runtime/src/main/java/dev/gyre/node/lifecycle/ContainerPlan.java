package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.CreateFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Creating;
import dev.gyre.node.lifecycle.ContainerPhase.Exited;
import dev.gyre.node.lifecycle.ContainerPhase.PullFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Pulling;
import dev.gyre.node.lifecycle.ContainerPhase.Running;
import dev.gyre.node.lifecycle.ContainerPhase.Starting;
import dev.gyre.node.lifecycle.ContainerPhase.Waiting;
import dev.gyre.node.lifecycle.PodManifest.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is due for one container; the part of {@link PodPlan} that is about containers. */
final class ContainerPlan {
    private ContainerPlan() {}

    /** Brings a container forward; answers the same facts where nothing is due. */
    static PodFacts drive(PodFacts facts, ContainerManifest container, Instant now, StepDraft out) {
        ContainerProgress progress = facts.of(container);
        return switch (progress.phase()) {
            case Waiting w -> pull(facts, container, progress, out);
            case Pulling p -> facts;
            case PullFailed failed -> retryPull(facts, container, progress, failed, now, out);
            case Creating c -> facts;
            case CreateFailed failed -> {
                if (failed.retryAt().isAfter(now)) {
                    out.wakeAt(failed.retryAt());
                    yield facts;
                }
                yield pull(facts, container, progress, out);
            }
            case Starting s -> facts;
            case Running running -> run(facts, container, running, now, out);
            case Exited exited -> restart(facts, container, progress, exited, now, out);
        };
    }

    /** Whether a container has ended and stays so. */
    static boolean isOver(PodManifest pod, ContainerManifest container, ContainerProgress progress) {
        return progress.phase() instanceof Exited exited && !mayRestart(pod, container, exited);
    }

    private static boolean mayRestart(PodManifest pod, ContainerManifest container, Exited exited) {
        if (exited.ending() == Ending.REPLACED) {
            return true;
        }
        boolean isSuccess = exited.termination().isSuccess();
        return switch (container.role()) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> pod.restartPolicy() != RestartPolicy.NEVER && !isSuccess;
            case MAIN ->
                switch (pod.restartPolicy()) {
                    case ALWAYS -> true;
                    case ON_FAILURE -> !isSuccess || exited.ending() == Ending.UNHEALTHY;
                    case NEVER -> false;
                };
        };
    }

    private static PodFacts pull(
            PodFacts facts, ContainerManifest container, ContainerProgress progress, StepDraft out) {
        out.act(
                new PodCommand.PullImage(container.name(), container.image(), container.pullPolicy()),
                container.name() + " is to run");
        return facts.with(progress.with(new Pulling()));
    }

    /** The API words a pull that failed as an error at first, and as a back-off from half of the wait on. */
    private static PodFacts retryPull(
            PodFacts facts,
            ContainerManifest container,
            ContainerProgress progress,
            PullFailed failed,
            Instant now,
            StepDraft out) {
        if (!failed.retryAt().isAfter(now)) {
            return pull(facts, container, progress, out);
        }
        Duration half = progress.pulls().delay().dividedBy(2);
        Instant rewordAt = failed.retryAt().minus(half);
        boolean isNever = failed.reason().equals("ErrImageNeverPull");
        if (failed.isBackingOff() || isNever || rewordAt.isAfter(now)) {
            out.wakeAt(failed.isBackingOff() || isNever ? failed.retryAt() : rewordAt);
            return facts;
        }
        String message = "Back-off pulling image \"" + container.image() + "\"";
        out.tell(false, "BackOff", message, container.name());
        out.tell(true, "Failed", "Error: ImagePullBackOff", container.name());
        String why = message + ": " + failed.reason() + ": " + failed.message();
        return facts.with(progress.with(new PullFailed("ImagePullBackOff", why, true, failed.retryAt())));
    }

    /** A container that runs is probed, and stopped where it is not what it should be. */
    private static PodFacts run(
            PodFacts facts, ContainerManifest container, Running running, Instant now, StepDraft out) {
        PodFacts probed = Probing.drive(facts, container, now, out);
        if (running.isStopping()) {
            return ContainerStop.advance(probed, container, true, now, out);
        }
        ProbeKind failed = running.health().failed();
        if (failed == null && running.hash().equals(container.hash())) {
            return Resizing.drive(probed, container, running, now, out);
        }
        return ContainerStop.begin(
                probed,
                container,
                graceSeconds(facts.pod(), container, failed),
                StopCause.own(
                        failed == null ? Ending.REPLACED : Ending.UNHEALTHY, fault(facts.pod(), container, failed)),
                Duration.ZERO,
                now,
                out);
    }

    private static String fault(PodManifest pod, ContainerManifest container, @Nullable ProbeKind failed) {
        String what = "Container " + container.name();
        if (failed == null) {
            return what + " definition changed, will be restarted";
        }
        boolean isRestarted = container.isSidecar() || pod.restartPolicy() != RestartPolicy.NEVER;
        return what + " failed " + failed.word().toLowerCase(Locale.ROOT) + " probe"
                + (isRestarted ? ", will be restarted" : "");
    }

    private static long graceSeconds(PodManifest pod, ContainerManifest container, @Nullable ProbeKind failed) {
        ProbeTimes times = failed == null ? null : container.probes().get(failed);
        Long own = times == null ? null : times.graceSeconds();
        return own == null || pod.isDeleting() ? pod.graceSeconds() : own;
    }

    private static PodFacts restart(
            PodFacts facts,
            ContainerManifest container,
            ContainerProgress progress,
            Exited exited,
            Instant now,
            StepDraft out) {
        if (!mayRestart(facts.pod(), container, exited)) {
            return facts;
        }
        if (progress.restartAt().isAfter(now)) {
            out.wakeAt(progress.restartAt());
            return facts;
        }
        forgetOlder(progress, out);
        return pull(facts, container, progress.nextAttempt(exited.termination()), out);
    }

    /** Only the latest dead container is kept, for {@code logs --previous}. */
    private static void forgetOlder(ContainerProgress progress, StepDraft out) {
        Termination older = progress.last();
        if (older != null && !older.containerId().isEmpty()) {
            out.act(
                    new PodCommand.RemoveContainer(older.containerId()),
                    "a later attempt of " + progress.name() + " has ended");
        }
    }

    /** The ids of all containers that the runtime still has of a pod whose processes have ended. */
    static List<String> deadIds(PodFacts facts) {
        List<String> ids = new ArrayList<>();
        for (ContainerProgress container : PodPlan.all(facts)) {
            if (container.phase() instanceof Exited exited) {
                ids.add(exited.termination().containerId());
            }
            if (container.last() != null) {
                ids.add(container.last().containerId());
            }
        }
        ids.removeIf(String::isEmpty);
        return ids;
    }

    /** After its sandbox was lost: every container that has run begins its next attempt, init containers included. */
    static PodFacts renewed(PodFacts facts, StepDraft out) {
        PodFacts renewed = facts.initialized(false);
        for (ContainerManifest container : facts.pod().allContainers()) {
            ContainerProgress progress = facts.of(container);
            boolean isOver =
                    container.role() != ContainerManifest.Role.INIT && isOver(facts.pod(), container, progress);
            if (progress.phase() instanceof Exited exited && !isOver) {
                forgetOlder(progress, out);
                renewed = renewed.with(progress.nextAttempt(exited.termination()));
            }
        }
        return renewed;
    }
}
