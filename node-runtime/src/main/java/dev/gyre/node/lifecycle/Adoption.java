package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Exited;
import dev.gyre.node.lifecycle.ContainerPhase.Running;
import dev.gyre.node.lifecycle.ContainerPhase.Starting;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Takes over what an earlier life of this agent left in the runtime: the newest attempt of each container goes on, the one
 * before it stays for its logs, and the rest is removed. Where the runtime has nothing, the API's status says what was.
 * The same observations, repeated later, correct what a missed event left wrong.
 */
final class Adoption {
    private Adoption() {}

    static PodState adopt(PodFacts facts, List<Observation> seen, Instant now, StepDraft out) {
        PodFacts adopted = adoptSandbox(facts, seen, out);
        for (ContainerManifest container : facts.pod().allContainers()) {
            List<Observation> attempts = seen.stream()
                    .filter(o -> !o.isSandbox() && o.container().equals(container.name()))
                    .sorted(Comparator.comparingInt(Observation::attempt).reversed())
                    .toList();
            adopted = adopted.with(
                    attempts.isEmpty()
                            ? remembered(facts, container, now)
                            : adoptContainer(adopted, container, attempts, now, out));
            attempts.stream().skip(2).forEach(o -> out.act(remove(o), "an attempt that nobody needs any more"));
        }
        seen.stream()
                .filter(o ->
                        !o.isSandbox() && facts.pod().container(o.container()).isEmpty())
                .forEach(o -> out.act(remove(o), "the pod has no container " + o.container()));
        boolean hasHistory =
                PodPlan.all(adopted).stream().anyMatch(c -> !(c.phase() instanceof ContainerPhase.Waiting));
        boolean wasInitialized = adopted.sandbox() instanceof Sandbox.Ready
                && adopted.progressOf(facts.pod().containers()).stream()
                        .anyMatch(c -> !(c.phase() instanceof ContainerPhase.Waiting));
        return PodPlan.resume(adopted.initialized(wasInitialized), hasHistory);
    }

    private static PodFacts adoptSandbox(PodFacts facts, List<Observation> seen, StepDraft out) {
        List<Observation> sandboxes = new ArrayList<>(seen.stream()
                .filter(Observation::isSandbox)
                .sorted(Comparator.comparingInt(Observation::attempt))
                .toList());
        if (sandboxes.isEmpty()) {
            return facts;
        }
        Observation newest = sandboxes.getLast();
        PodFacts adopted = facts.with(new Sandbox.None(newest.attempt() + 1));
        if (newest.life() instanceof Life.Running running) {
            sandboxes.removeLast();
            adopted = facts.with(new Sandbox.Ready(newest.id(), running.ip(), newest.attempt()));
        }
        sandboxes.forEach(o -> out.act(new PodCommand.RemoveSandbox(o.id()), "a sandbox that is dead or superseded"));
        return adopted;
    }

    private static ContainerProgress adoptContainer(
            PodFacts facts, ContainerManifest container, List<Observation> attempts, Instant now, StepDraft out) {
        Observation newest = attempts.getFirst();
        Termination last = attempts.size() > 1 ? endOf(attempts.get(1), now) : null;
        ContainerProgress progress = new ContainerProgress(
                container.name(),
                new ContainerPhase.Waiting(),
                newest.attempt(),
                last,
                newest.imageId(),
                BackOff.NONE,
                BackOff.NONE,
                Sizing.UNKNOWN);
        return switch (newest.life()) {
            case Life.Running running -> adoptRunning(facts, container, progress, newest, running, out);
            case Life.Dead dead -> progress.exited(dead.how(), Ending.ITSELF);
            case Life.Created created -> {
                if (!(facts.sandbox() instanceof Sandbox.Ready)) {
                    yield progress.exited(endOf(newest, now), Ending.ITSELF);
                }
                out.act(
                        new PodCommand.StartContainer(container.name(), newest.id()),
                        "it was created and never started");
                yield progress.with(new Starting(newest.id()));
            }
        };
    }

    /** What the API was told of this very attempt stands; of another, nothing is known, so its hook runs (again). */
    private static ContainerProgress adoptRunning(
            PodFacts facts,
            ContainerManifest container,
            ContainerProgress progress,
            Observation newest,
            Life.Running running,
            StepDraft out) {
        JsonNode reported = facts.pod().reportedStatus(container);
        boolean isKnown = reported.path("containerID").asString("").endsWith("://" + newest.id())
                && reported.path("state").has("running");
        boolean isPostStarting = !isKnown && container.hooks().contains(HookKind.POST_START);
        if (isPostStarting) {
            out.act(
                    new PodCommand.RunHook(
                            container.name(), newest.id(), HookKind.POST_START, facts.ip(), HookFold.POST_START_LIMIT),
                    "nobody knows whether it has run");
        }
        Health health = isKnown
                ? Health.adopted(
                        container,
                        reported.path("started").asBoolean(false),
                        reported.path("ready").asBoolean(false))
                : Health.fresh(container);
        JsonNode given = reported.path("resources");
        return progress.with(isKnown && given.isObject() ? Sizing.given(given) : Sizing.UNKNOWN)
                .with(new Running(newest.id(), running.startedAt(), newest.hash(), isPostStarting, health, null));
    }

    private static Termination endOf(Observation observation, Instant now) {
        return observation.life() instanceof Life.Dead dead
                ? dead.how()
                : Termination.notStarted(observation.id(), "its sandbox was lost before it started", now);
    }

    private static PodCommand remove(Observation observation) {
        return new PodCommand.RemoveContainer(observation.id());
    }

    /** What the API says about a container that the runtime does not have. */
    private static ContainerProgress remembered(PodFacts facts, ContainerManifest container, Instant now) {
        JsonNode reported = facts.pod().reportedStatus(container);
        int restarts = reported.path("restartCount").asInt(0);
        JsonNode state = reported.path("state");
        Termination last = terminationIn(reported.path("lastState").path("terminated"));
        boolean isNextOnItsWay = last != null && state.has("waiting"); // and is not counted before it runs
        ContainerProgress progress = new ContainerProgress(
                container.name(),
                new ContainerPhase.Waiting(),
                isNextOnItsWay ? restarts + 1 : restarts,
                last,
                reported.path("imageID").asString(""),
                BackOff.NONE,
                BackOff.NONE,
                Sizing.UNKNOWN);
        Termination ended = terminationIn(state.path("terminated"));
        if (ended != null) {
            return progress.with(new Exited(ended, Ending.ITSELF));
        }
        return state.has("running") ? progress.with(new Exited(Termination.lost(now), Ending.ITSELF)) : progress;
    }

    private static @Nullable Termination terminationIn(JsonNode terminated) {
        return terminated.isObject()
                ? new Termination(
                        "",
                        terminated.path("exitCode").asInt(0),
                        terminated.path("reason").asString(""),
                        terminated.path("message").asString(""),
                        timeIn(terminated, "startedAt"),
                        timeIn(terminated, "finishedAt"))
                : null;
    }

    private static @Nullable Instant timeIn(JsonNode node, String field) {
        return node.hasNonNull(field) ? Instant.parse(node.path(field).asString()) : null;
    }

    /** Makes up for events that never came. The observations must be younger than everything asked of the runtime. */
    static PodState correct(PodState state, List<Observation> seen, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        if (facts == null) {
            return state;
        }
        PodState corrected = state;
        if (facts.sandbox() instanceof Sandbox.Ready ready && !isRunning(seen, ready.id())) {
            corrected = SignalFold.sandboxExited(corrected, new Signal.SandboxExited(ready.id()), out);
        }
        for (ContainerProgress container : PodPlan.all(facts)) {
            String id = ContainerFold.idOf(container.phase());
            if (id == null || (isRunning(seen, id) && container.phase() instanceof Running)) {
                continue;
            }
            Life life = seen.stream()
                    .filter(o -> o.id().equals(id))
                    .map(Observation::life)
                    .findFirst()
                    .orElse(null);
            corrected = switch (life) {
                case null -> ContainerFold.exited(corrected, container.name(), lostAs(id, now), out);
                case Life.Dead dead -> ContainerFold.exited(corrected, container.name(), dead.how(), out);
                case Life.Running running ->
                    ContainerFold.started(
                            corrected, new Signal.ContainerStarted(container.name(), id, running.startedAt()), out);
                case Life.Created c -> corrected;
            };
        }
        return corrected;
    }

    /** It was removed behind the kubelet's back: it carries its id so that it is taken for the one that ran. */
    private static Termination lostAs(String id, Instant now) {
        Termination lost = Termination.lost(now);
        return new Termination(id, lost.exitCode(), lost.reason(), lost.message(), null, now);
    }

    private static boolean isRunning(List<Observation> seen, String id) {
        return seen.stream().anyMatch(o -> Objects.equals(o.id(), id) && o.life() instanceof Life.Running);
    }
}
