package dev.gyre.node;

import dev.gyre.node.KubeletMessage.Retry;
import dev.gyre.node.KubeletMessage.Signalled;
import dev.gyre.node.PodWorker.QueuedStep;
import dev.gyre.node.lifecycle.PodCommand;
import dev.gyre.node.lifecycle.PodState;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.lifecycle.Step;
import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.ContainerRecipe;
import dev.gyre.node.pod.NeededObjects;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.NonRoot;
import dev.gyre.node.pod.SandboxRecipe;
import dev.gyre.node.pod.ServiceVariables;
import dev.gyre.node.pod.TokenWish;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntime.StartedSandbox;
import dev.gyre.node.runtime.ContainerSpec;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Carries steps out, a pod's steps in their order: a step that acts is on the log before its first command is sent, and
 * its id is the cause of what follows. What a command leads to comes back as a signal; commands of one step run side by
 * side, since the lifecycle never puts two into one step that depend on each other.
 */
final class StepRunner {
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** The scheduler takes no timer beyond 248 days, and a pod's deadline may be years away. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final NodeFacts node;
    private final KubeletPorts ports;
    private final Mailbox mailbox;
    private final EventRecorder events;
    private final PodWrites writes;
    private final Map<String, List<Observation>> leftovers;
    private final ObjectLookup lookup;
    private final ClaimLookup claims;
    private final AccountTokens tokens;
    private final DecisionRecorder decisions;
    private final ContainerQuestions questions;

    StepRunner(
            NodeFacts node,
            KubeletPorts ports,
            Mailbox mailbox,
            EventRecorder events,
            PodWrites writes,
            Map<String, List<Observation>> leftovers) {
        this.node = node;
        this.ports = ports;
        this.mailbox = mailbox;
        this.events = events;
        this.writes = writes;
        this.leftovers = leftovers;
        this.lookup = new ObjectLookup(ports.api());
        this.claims = new ClaimLookup(ports.api());
        this.tokens = new AccountTokens(ports.api(), ports.clock());
        this.decisions = new DecisionRecorder(node.name(), ports);
        this.questions = new ContainerQuestions(ports.prober(), node.hostIp(), mailbox);
    }

    /** The same, on a machine whose size is known now. */
    StepRunner on(NodeFacts known) {
        return new StepRunner(known, ports, mailbox, events, writes, leftovers);
    }

    void enqueue(PodWorker worker, Step<PodState> step, Signal signal) {
        long revision = worker.pod.revision();
        QueuedStep queued = new QueuedStep(step, worker.cause, revision);
        if (step.isDecision()) {
            String id = decisions.id(worker);
            queued = new QueuedStep(step, id, revision);
            decisions.describe(worker, queued, signal, ports.clock().instant());
            worker.cause = id;
        }
        worker.queue.add(queued);
        if (worker.queue.size() == 1) {
            record(worker);
        }
    }

    /** Puts the step at the head on the log, unless there is nothing in it to be put there. */
    void record(PodWorker worker) {
        QueuedStep head = worker.queue.peek();
        if (head == null) {
            return;
        }
        if (!head.step().isDecision()) {
            recorded(worker);
            return;
        }
        String uid = worker.uid();
        decisions.append(head.cause()).whenComplete((done, failure) -> {
            if (failure == null) {
                mailbox.tell(new KubeletMessage.StepRecorded(uid));
            } else {
                mailbox.tell(new KubeletMessage.Failed(
                        "recording a decision", failure, new KubeletMessage.RecordAgain(uid)));
            }
        });
    }

    void recorded(PodWorker worker) {
        QueuedStep head = worker.queue.poll();
        while (head != null) {
            decisions.forget(head.cause());
            writes.causedBy(worker, head.cause());
            head.step().commands().forEach(command -> carryOut(worker, command));
            QueuedStep next = worker.queue.peek();
            if (next == null || next.step().isDecision()) {
                record(worker);
                return;
            }
            head = worker.queue.poll();
        }
    }

    void carryOut(PodWorker worker, PodCommand command) {
        ContainerRuntime runtime = ports.runtime();
        Resource pod = worker.pod;
        String uid = worker.uid();
        switch (command) {
            case PodCommand.Observe c -> {
                List<Observation> seen = leftovers.remove(uid);
                mailbox.tell(new Signalled(uid, new Signal.RuntimeObserved(seen == null ? List.of() : seen)));
            }
            case PodCommand.PrepareVolumes c ->
                answer(
                        uid,
                        prepareVolumes(pod, pod.revision()),
                        x -> new Signal.VolumesReady(),
                        e -> new Signal.VolumesFailed(e.message()));
            case PodCommand.CreateSandbox c ->
                answer(
                        uid,
                        startSandbox(pod, c.attempt()),
                        s -> new Signal.SandboxStarted(c.attempt(), s.id(), s.ip()),
                        e -> new Signal.SandboxFailed(c.attempt(), e.message()));
            case PodCommand.PullImage c ->
                answer(
                        uid,
                        runtime.resolveImage(c.image(), c.policy(), () -> mailbox.tell(new Retry(uid, pulling(c)))),
                        i -> new Signal.ImagePresent(c.container(), i.id(), i.wasPulled()),
                        e -> new Signal.PullFailed(c.container(), e.reasonOr("ErrImagePull"), e.message()));
            case PodCommand.CreateContainer c ->
                answer(
                        uid,
                        createContainer(pod, c),
                        id -> new Signal.ContainerCreated(c.container(), c.attempt(), id),
                        e -> new Signal.CreateFailed(
                                c.container(), c.attempt(), e.reasonOr("CreateContainerConfigError"), e.message()));
            case PodCommand.StartContainer c ->
                answer(
                        uid,
                        runtime.startContainer(c.id()),
                        at -> new Signal.ContainerStarted(c.container(), c.id(), at),
                        e -> new Signal.StartFailed(c.container(), c.id(), e.message()));
            case PodCommand.ResizeContainer c ->
                answer(
                        uid,
                        runtime.resizeContainer(c.id(), ContainerRecipe.limits(pod, c.container(), node)),
                        x -> new Signal.Resized(c.container(), c.id()),
                        e -> new Signal.ResizeFailed(c.container(), c.id(), e.message()));
            case PodCommand.StopContainer c ->
                retried(
                        uid,
                        c,
                        turnedAway(worker, c.graceSeconds())
                                .thenCompose(away -> runtime.stopContainer(c.id(), c.graceSeconds())),
                        null);
            case PodCommand.RemoveContainer c -> retried(uid, c, runtime.remove(c.id()), new Signal.Removed(c.id()));
            case PodCommand.RemoveSandbox c -> retried(uid, c, runtime.remove(c.id()), new Signal.Removed(c.id()));
            case PodCommand.RemoveVolumes c -> {
                tokens.forget(uid);
                retried(uid, c, ports.volumes().remove(uid), new Signal.Removed(Signal.VOLUMES));
            }
            case PodCommand.ReportStatus c -> writes.report(worker, c.status());
            case PodCommand.FinishDeletion c -> writes.finishDeletion(worker);
            case PodCommand.Probe c -> questions.probe(pod, c);
            case PodCommand.RunHook c -> questions.runHook(pod, c);
            case PodCommand.WakeAt c -> wake(worker, c.time());
            case PodCommand.EmitEvent c -> events.emit(pod, c, worker.cause);
        }
    }

    /** A timer that comes no later serves as well: its tick asks again for what is left. */
    private void wake(PodWorker worker, Instant time) {
        Instant now = ports.clock().instant();
        Instant latest = now.plus(LONGEST_WAIT);
        Instant next = time.isBefore(latest) ? time : latest;
        if (worker.wakesAt != null && worker.wakesAt.isAfter(now) && !next.isBefore(worker.wakesAt)) {
            return;
        }
        worker.wakesAt = next;
        Duration wait = Duration.between(now, next);
        mailbox.tellAfter(wait.isNegative() ? Duration.ZERO : wait, new Signalled(worker.uid(), new Signal.Tick()));
    }

    /** A pod that goes is told so when Services no longer send it new connections, unless it is in a hurry. */
    private CompletionStage<Void> turnedAway(PodWorker worker, long graceSeconds) {
        String ip = worker.pod.json().path("status").path("podIP").asString("");
        return worker.pod.isDeleting() && graceSeconds > 1 && !ip.isEmpty()
                ? ports.traffic().turnedAwayFrom(ip)
                : CompletableFuture.completedFuture(null);
    }

    private static PodCommand pulling(PodCommand.PullImage pull) {
        return new PodCommand.EmitEvent(false, "Pulling", "Pulling image \"" + pull.image() + "\"", pull.container());
    }

    private CompletionStage<Void> prepareVolumes(Resource pod, long notOlderThan) {
        if (!ports.volumes().areShown()) {
            return ports.volumes().prepare(pod, node, VolumeInputs.NONE);
        }
        return claims.find(pod, notOlderThan).thenCompose(persistent -> showVolumes(pod, notOlderThan, persistent));
    }

    private CompletionStage<Void> showVolumes(Resource pod, long notOlderThan, Map<String, Resource> persistent) {
        return lookup.find(NeededObjects.ofVolumes(pod), notOlderThan)
                .thenCombine(tokens.find(pod), (objects, tokens) -> new VolumeInputs(objects, tokens, persistent))
                .thenCompose(inputs -> ports.volumes().prepare(pod, node, inputs));
    }

    /** Volumes show changes of what they show within a minute or so; a failure waits for the next time. */
    void refreshVolumes(PodWorker worker) {
        Resource pod = worker.pod;
        boolean isShowing = worker.state instanceof PodState.Active
                && ports.volumes().areShown()
                && !(NeededObjects.ofVolumes(pod).isEmpty()
                        && TokenWish.ofVolumes(pod).isEmpty());
        if (isShowing) {
            showVolumes(pod, 0, Map.of()).exceptionally(failure -> null);
        }
    }

    private CompletionStage<StartedSandbox> startSandbox(Resource pod, int attempt) {
        try {
            return ports.runtime().startSandbox(SandboxRecipe.of(pod, attempt, node));
        } catch (ConfigErrorException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Names come with the address: the file of hosts says it. What the pod asked for too much of is told. */
    private CompletionStage<List<Mount>> networkFiles(Resource pod, JsonNode container, String ip) {
        return ports.volumes()
                .networkFiles(pod, container, node, ip.isEmpty() ? node.hostIp() : ip)
                .thenApply(files -> {
                    files.warnings()
                            .forEach(text -> mailbox.tell(new Retry(
                                    pod.uid(), new PodCommand.EmitEvent(true, "DNSConfigForming", text, ""))));
                    return files.mounts();
                });
    }

    private static List<Mount> both(List<Mount> first, List<Mount> second) {
        List<Mount> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private CompletionStage<String> createContainer(Resource pod, PodCommand.CreateContainer command) {
        JsonNode container = ContainerRecipe.definition(pod, command.container());
        CompletionStage<Void> allowed = NonRoot.isUnsure(pod, container)
                ? ports.runtime().imageUser(command.imageId()).thenAccept(user -> NonRoot.require(pod, container, user))
                : CompletableFuture.completedFuture(null).thenAccept(any -> NonRoot.require(pod, container, ""));
        return allowed.thenCompose(yes -> createAllowed(pod, container, command));
    }

    private CompletionStage<String> createAllowed(
            Resource pod, JsonNode container, PodCommand.CreateContainer command) {
        return ports.services()
                .of(pod.namespace())
                .thenCompose(services -> recipe(pod, container, command, ServiceVariables.of(pod, services)))
                .thenCompose(ports.runtime()::createContainer);
    }

    private CompletionStage<ContainerSpec> recipe(
            Resource pod, JsonNode container, PodCommand.CreateContainer command, Map<String, String> services) {
        return lookup.find(NeededObjects.ofEnvironment(pod.namespace(), container), pod.revision())
                .thenCompose(objects -> ports.volumes()
                        .mounts(
                                pod,
                                ContainerRecipe.withSubPaths(pod, command, node, objects, services),
                                command.attempt())
                        .thenCombine(networkFiles(pod, container, command.ip()), StepRunner::both)
                        .thenApply(mounts -> ContainerRecipe.of(pod, command, node, objects, services, mounts)));
    }

    private <T> void answer(
            String uid, CompletionStage<T> work, Function<T, Signal> success, Function<Failure, Signal> failure) {
        work.whenComplete((value, problem) -> mailbox.tell(
                new Signalled(uid, problem == null ? success.apply(value) : failure.apply(Failure.of(problem)))));
    }

    /** What must be done in the end is tried until it is; doing it twice does no harm. */
    private void retried(
            String uid,
            PodCommand command,
            CompletionStage<Void> work,
            @org.jspecify.annotations.Nullable Signal success) {
        work.whenComplete((done, problem) -> {
            if (problem != null) {
                mailbox.tellAfter(RETRY, new Retry(uid, command));
            } else if (success != null) {
                mailbox.tell(new Signalled(uid, success));
            }
        });
    }
}
