package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.CreateFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Creating;
import dev.gyre.node.lifecycle.ContainerPhase.Exited;
import dev.gyre.node.lifecycle.ContainerPhase.PullFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Pulling;
import dev.gyre.node.lifecycle.ContainerPhase.Running;
import dev.gyre.node.lifecycle.ContainerPhase.Starting;
import dev.gyre.node.lifecycle.ContainerPhase.Waiting;
import dev.gyre.schemas.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One entry of {@code containerStatuses} or {@code initContainerStatuses}. */
final class ContainerStatusReport {
    private final String scheme;

    ContainerStatusReport(String runtimeName) {
        this.scheme = runtimeName + "://";
    }

    ObjectNode of(PodFacts facts, ContainerManifest container) {
        ContainerProgress progress = facts.of(container);
        boolean isRestarting = isRestarting(facts.pod(), container, progress);
        Termination last = progress.last();
        if (isRestarting && progress.phase() instanceof Exited exited) {
            last = exited.termination();
        }

        ObjectNode status = Json.object();
        status.put("name", container.name());
        status.set("state", state(facts, container, progress, isRestarting));
        ObjectNode lastState = status.putObject("lastState");
        if (last != null) {
            lastState.set("terminated", terminated(last));
        }
        status.put("ready", isReady(container, progress));
        status.put("restartCount", restarts(progress));
        status.put("image", container.image());
        status.put("imageID", progress.imageId().isEmpty() ? "" : withScheme(progress.imageId()));
        String id = idOf(progress.phase(), last);
        if (!id.isEmpty()) {
            status.put("containerID", withScheme(id));
        }
        JsonNode given = progress.sizing().given();
        if (progress.phase() instanceof Running && given != null && !given.isEmpty()) {
            status.set("resources", given);
            if (!container.resources().path("requests").isEmpty()) {
                status.set("allocatedResources", container.resources().path("requests"));
            }
        }
        if (container.role() != ContainerManifest.Role.EPHEMERAL) {
            status.put("started", progress.phase().isStarted());
        }
        return status;
    }

    /** An attempt counts from when it runs: whoever waits for the count finds the container up. */
    private static int restarts(ContainerProgress progress) {
        boolean counts =
                progress.phase() instanceof Running || progress.phase() instanceof Exited || progress.last() == null;
        return counts ? progress.attempt() : Math.max(0, progress.attempt() - 1);
    }

    private static boolean isReady(ContainerManifest container, ContainerProgress progress) {
        return switch (container.role()) {
            case INIT -> progress.isCompleted();
            case SIDECAR, MAIN -> progress.phase().isReady();
            case EPHEMERAL -> false;
        };
    }

    private ObjectNode state(
            PodFacts facts, ContainerManifest container, ContainerProgress progress, boolean isRestarting) {
        ObjectNode state = Json.object();
        switch (progress.phase()) {
            case Waiting w -> notYet(facts, container, progress, state);
            case Pulling p -> notYet(facts, container, progress, state);
            case Creating c -> notYet(facts, container, progress, state);
            case Starting s -> notYet(facts, container, progress, state);
            case Running running when running.isPostStarting() -> notYet(facts, container, progress, state);
            case PullFailed failed -> waiting(state, failed.reason(), failed.message());
            case CreateFailed failed -> waiting(state, failed.reason(), failed.message());
            case Running running -> state.putObject("running").put("startedAt", seconds(running.startedAt()));
            case Exited exited when isRestarting -> waiting(state, "CrashLoopBackOff", backOff(facts, progress));
            case Exited exited -> state.set("terminated", terminated(exited.termination()));
        }
        return state;
    }

    private static boolean isRestarting(PodManifest pod, ContainerManifest container, ContainerProgress progress) {
        boolean isWaiting = !progress.crashes().delay().isZero();
        return progress.phase() instanceof Exited
                && isWaiting
                && !pod.isDeleting()
                && !ContainerPlan.isOver(pod, container, progress);
    }

    private static String backOff(PodFacts facts, ContainerProgress progress) {
        Duration delay = progress.crashes().delay();
        String wait = (delay.toMinutes() > 0 ? delay.toMinutes() + "m" : "") + delay.toSecondsPart() + "s";
        return "back-off " + wait + " restarting failed container=" + progress.name() + " pod="
                + facts.pod().fullName();
    }

    /** The words for a container whose turn has not come, or whose start is under way, be it after one that failed. */
    private static void notYet(
            PodFacts facts, ContainerManifest container, ContainerProgress progress, ObjectNode state) {
        if (progress.last() != null && progress.last().isStartError()) {
            waiting(state, "RunContainerError", progress.last().message());
            return;
        }
        boolean isBehindInit = container.role() != ContainerManifest.Role.EPHEMERAL
                && !facts.pod().initContainers().isEmpty()
                && (container.isInit() || !facts.isInitialized());
        state.putObject("waiting").put("reason", isBehindInit ? "PodInitializing" : "ContainerCreating");
    }

    private static void waiting(ObjectNode state, String reason, String message) {
        state.putObject("waiting").put("reason", reason).put("message", message);
    }

    private ObjectNode terminated(Termination how) {
        ObjectNode terminated = Json.object();
        terminated.put("exitCode", how.exitCode()).put("reason", how.reason());
        if (!how.message().isEmpty()) {
            terminated.put("message", how.message());
        }
        terminated.put("startedAt", seconds(how.startedAt())).put("finishedAt", seconds(how.finishedAt()));
        if (!how.containerId().isEmpty()) {
            terminated.put("containerID", withScheme(how.containerId()));
        }
        return terminated;
    }

    private static String idOf(ContainerPhase phase, @Nullable Termination last) {
        return switch (phase) {
            case Starting starting -> starting.id();
            case Running running -> running.id();
            case Exited exited -> exited.termination().containerId();
            default -> last == null ? "" : last.containerId();
        };
    }

    private String withScheme(String id) {
        return id.contains("://") ? id : scheme + id;
    }

    /** Times in a status are whole seconds; a time that nobody knows is written as null. */
    private static @Nullable String seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
