package dev.gyre.node;

import dev.gyre.node.KubeletMessage.ContainerDied;
import dev.gyre.node.KubeletMessage.PodRead;
import dev.gyre.node.KubeletMessage.Signalled;
import dev.gyre.node.lifecycle.PodLifecycle;
import dev.gyre.node.lifecycle.PodManifest;
import dev.gyre.node.lifecycle.PodState;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.lifecycle.Step;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.PodReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's agent, without a thread of its own: whoever owns the mailbox calls {@link #on} with one message at a time.
 * It keeps a worker a pod, feeds the pod's lifecycle what it hears, and hands the steps that come out to {@link StepRunner}
 * and {@link PodWrites}. It decides nothing about pods. On start it registers its node, looks at what the runtime has,
 * lists its pods, and from then on follows references.
 */
public final class Kubelet {
    private static final Logger log = LoggerFactory.getLogger(Kubelet.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration VOLUMES_AGAIN = Duration.ofSeconds(60);
    private static final Duration LIST_AGAIN = Duration.ofMinutes(10);
    private static final BinaryOperator<PodReference> NEWEST =
            BinaryOperator.maxBy(Comparator.comparingLong(PodReference::revision));

    private final NodeSettings settings;
    private final KubeletPorts ports;
    private final Mailbox mailbox;
    private final PodLifecycle lifecycle;
    private final NodeRegistration registration;
    private final EventRecorder events;
    private final PodWrites writes;
    private final RuntimeSweep sweep;
    private final LastWords lastWords;
    private final Map<String, PodWorker> workers = new LinkedHashMap<>();
    /** The runtime's content at the start, until the pods that it belongs to are known. */
    private final Map<String, List<Observation>> leftovers = new HashMap<>();
    /** Pods that are being read, by uid, since another may have their name by now; and the newest that was heard of them. */
    private final Map<String, PodReference> reading = new HashMap<>();

    private final PastPods past = new PastPods();
    private StepRunner steps;
    private boolean isRegistered;
    private boolean isFollowing;
    private boolean isListed;

    public Kubelet(NodeSettings settings, KubeletPorts ports, Mailbox mailbox) {
        this.settings = settings;
        this.ports = ports;
        this.mailbox = mailbox;
        this.lifecycle = new PodLifecycle(settings.hostIp(), ports.runtime().name());
        this.events = new EventRecorder(settings, ports);
        this.registration = new NodeRegistration(settings, ports, mailbox, events);
        this.writes = new PodWrites(settings.name(), ports.api(), mailbox);
        this.sweep = new RuntimeSweep(settings, ports, mailbox);
        this.lastWords = new LastWords(ports.volumes()::terminationMessage, ports.runtime()::logs);
        this.steps = new StepRunner(
                new NodeFacts(
                        settings.name(), settings.hostIp(), 0, 0, settings.clusterDns(), settings.clusterDomain()),
                ports,
                mailbox,
                events,
                writes,
                leftovers);
    }

    public void on(KubeletMessage message) {
        switch (message) {
            case KubeletMessage.Start m -> start();
            case KubeletMessage.MachineKnown m -> {
                steps = steps.on(registration.machine(m.machine()));
                listRuntime();
            }
            case KubeletMessage.FirstListed m -> firstListed(m.containers());
            case KubeletMessage.NodeWritten m -> {
                if (registration.written(m.outcome()) && !isRegistered) {
                    isRegistered = true;
                    listPodsIfReady();
                }
            }
            case KubeletMessage.FeedFollowed m -> {
                isFollowing = true;
                listPodsIfReady();
            }
            case KubeletMessage.NodeFound m -> registration.found(m.node().json());
            case KubeletMessage.ListPods m -> listPods();
            case KubeletMessage.ListDue m -> {
                listPods();
                mailbox.tellAfter(LIST_AGAIN, m);
            }
            case KubeletMessage.PodsListed m -> podsListed(m.pods(), m.revision());
            case KubeletMessage.PodReferenced m -> referenced(m.reference());
            case PodRead m -> read(m);
            case KubeletMessage.ReadAgain m ->
                Optional.ofNullable(reading.get(m.podUid())).ifPresent(this::readPod);
            case Signalled m -> signal(m.podUid(), m.signal());
            case KubeletMessage.StepRecorded m -> withWorker(m.podUid(), steps::recorded);
            case KubeletMessage.RecordAgain m -> withWorker(m.podUid(), steps::record);
            case KubeletMessage.Retry m -> withWorker(m.podUid(), worker -> steps.carryOut(worker, m.command()));
            case KubeletMessage.StatusWritten m ->
                withWorker(m.podUid(), worker -> {
                    writes.statusWritten(worker, m.outcome()).ifPresent(this::specify);
                    writes.next(worker);
                });
            case KubeletMessage.WriteAgain m -> withWorker(m.podUid(), writes::next);
            case KubeletMessage.DeletionAnswered m ->
                withWorker(m.podUid(), worker -> writes.deletionAnswered(worker, m.outcome()));
            case ContainerDied m -> died(m.observation());
            case KubeletMessage.PodsAsked m ->
                m.reply()
                        .complete(workers.values().stream()
                                .map(worker -> worker.pod)
                                .toList());
            case KubeletMessage.Relist m -> sweep.ask(workers);
            case KubeletMessage.Relisted m -> sweep.answer(workers, m, this::signal);
            case KubeletMessage.Failed m -> {
                log.warn("{}: {}: {}; trying again", settings.name(), m.what(), String.valueOf(m.why()));
                mailbox.tellAfter(RETRY, m.retry());
            }
            case KubeletMessage.HeartbeatDue m -> registration.beat();
            case KubeletMessage.NodeStatusDue m -> registration.refresh();
            case KubeletMessage.VolumesDue m -> {
                workers.values().forEach(steps::refreshVolumes);
                mailbox.tellAfter(VOLUMES_AGAIN, m);
            }
        }
    }

    private void start() {
        ports.runtime()
                .machine()
                .whenComplete((machine, failure) -> mailbox.tell(
                        failure == null
                                ? new KubeletMessage.MachineKnown(machine)
                                : new KubeletMessage.Failed(
                                        "asking the runtime", failure, new KubeletMessage.Start())));
    }

    private void listRuntime() {
        ports.runtime()
                .list(settings.name())
                .whenComplete((seen, failure) -> mailbox.tell(
                        failure == null
                                ? new KubeletMessage.FirstListed(seen)
                                : new KubeletMessage.Failed(
                                        "listing containers", failure, new KubeletMessage.Start())));
    }

    private void firstListed(List<PodObservation> containers) {
        for (PodObservation seen : containers) {
            leftovers
                    .computeIfAbsent(seen.pod().uid(), uid -> new ArrayList<>())
                    .add(seen.container());
        }
        registration.register();
    }

    private void listPodsIfReady() {
        if (isRegistered && isFollowing) {
            listPods();
        }
    }

    private void listPods() {
        ports.api()
                .list(PodKind.PODS, "", null, "spec.nodeName=" + settings.name())
                .whenComplete((list, failure) -> mailbox.tell(
                        failure == null
                                ? new KubeletMessage.PodsListed(list.items(), list.revision())
                                : new KubeletMessage.Failed("listing pods", failure, new KubeletMessage.ListPods())));
    }

    /** The list is complete as of its revision, so what it lacks and was not heard of later is gone. */
    private void podsListed(List<Resource> pods, long revision) {
        Set<String> uids = pods.stream().map(Resource::uid).collect(Collectors.toSet());
        for (PodWorker worker : List.copyOf(workers.values())) {
            if (!uids.contains(worker.uid()) && worker.pod.revision() <= revision) {
                vanished(worker.uid());
            }
        }
        NodeAdmission.inTurn(pods).forEach(pod -> specify(pod, "list/" + revision, ""));
        if (!isListed) {
            isListed = true;
            sweep.start();
            mailbox.tellAfter(LIST_AGAIN, new KubeletMessage.ListDue());
            mailbox.tellAfter(VOLUMES_AGAIN, new KubeletMessage.VolumesDue());
        }
    }

    private void referenced(PodReference reference) {
        PodWorker worker = workers.get(reference.uid());
        if (reference.isGone()) {
            past.add(reference.uid());
            vanished(reference.uid());
            return;
        }
        if (worker == null ? past.contains(reference.uid()) : worker.pod.revision() >= reference.revision()) {
            return;
        }
        boolean isUnderWay = reading.containsKey(reference.uid());
        reading.merge(reference.uid(), reference, NEWEST);
        if (!isUnderWay) {
            readPod(reference);
        }
    }

    /** A pod that may not be read is not this node's any more, which is as good as gone. */
    private void readPod(PodReference reference) {
        ResourceKey key = reference.pod();
        String uid = reference.uid();
        ports.api().get(key, reference.revision()).whenComplete((pod, failure) -> {
            if (failure == null) {
                mailbox.tell(new PodRead(uid, pod, reference.cause()));
            } else if (Failure.isRefusal(failure)) {
                mailbox.tell(new PodRead(uid, Optional.empty(), reference.cause()));
            } else {
                mailbox.tell(new KubeletMessage.Failed("reading " + key, failure, new KubeletMessage.ReadAgain(uid)));
            }
        });
    }

    /** Another pod of the name says only that this one is gone: it has references of its own. */
    private void read(PodRead answer) {
        PodReference wanted = reading.remove(answer.podUid());
        if (wanted == null) {
            return;
        }
        Optional<Resource> pod = answer.pod().filter(found -> found.uid().equals(wanted.uid()));
        pod.filter(this::isMine).ifPresent(mine -> specify(mine, answer.cause(), wanted.traceparent()));
        if (pod.isEmpty()) {
            vanished(wanted.uid());
        } else if (pod.get().revision() < wanted.revision()) {
            referenced(wanted);
        }
    }

    private boolean isMine(Resource pod) {
        return pod.json().path("spec").path("nodeName").asString("").equals(settings.name());
    }

    private void vanished(String podUid) {
        withWorker(podUid, writes::vanished);
        signal(podUid, new Signal.PodVanished());
    }

    private void specify(Resource pod) {
        specify(pod, "", "");
    }

    private void specify(Resource pod, String cause, String traceparent) {
        if (!workers.containsKey(pod.uid()) && past.contains(pod.uid())) {
            return;
        }
        boolean isNew = !workers.containsKey(pod.uid()) && !leftovers.containsKey(pod.uid());
        PodWorker worker = workers.computeIfAbsent(pod.uid(), uid -> new PodWorker(pod, cause));
        KubeletTrace.heard(worker, traceparent, settings.name());
        if (pod.revision() >= worker.pod.revision()) {
            worker.pod = pod;
            signal(pod.uid(), new Signal.PodSpecified(PodManifest.of(pod)));
            if (isNew) {
                NodeAdmission.refusal(pod, workers.values()).ifPresent(refusal -> signal(pod.uid(), refusal));
            }
            withWorker(pod.uid(), writes::seen);
        }
    }

    private void signal(String podUid, Signal signal) {
        withWorker(podUid, worker -> {
            Instant now = ports.clock().instant();
            if (signal instanceof Signal.Tick) {
                worker.woken(now);
            }
            Step<PodState> step = lifecycle.on(worker.state, signal, now);
            PodState before = worker.state;
            worker.state = step.state();
            KubeletMetrics.moved(worker, before, now);
            KubeletTrace.moved(worker);
            worker.steps++;
            boolean isOnlyWatching = signal instanceof Signal.Probed || signal instanceof Signal.Tick;
            worker.turns += isOnlyWatching && !step.isDecision() ? 0 : 1;
            if (!step.commands().isEmpty()) {
                steps.enqueue(worker, step, signal);
            }
        });
    }

    private void withWorker(String podUid, java.util.function.Consumer<PodWorker> action) {
        PodWorker worker = workers.get(podUid);
        if (worker != null) {
            action.accept(worker);
            if (worker.isDone()) {
                workers.remove(podUid);
                past.add(podUid);
            }
        }
    }

    /** A container's last words are fetched before its end is made known. */
    private void died(PodObservation seen) {
        PodWorker worker = workers.get(seen.pod().uid());
        if (worker == null || !(seen.container().life() instanceof Life.Dead dead)) {
            return;
        }
        String uid = seen.pod().uid();
        Observation container = seen.container();
        if (container.isSandbox()) {
            signal(uid, new Signal.SandboxExited(container.id()));
            return;
        }
        lastWords
                .of(worker.pod, container.container(), container.attempt(), dead.how())
                .thenAccept(how ->
                        mailbox.tell(new Signalled(uid, new Signal.ContainerExited(container.container(), how))));
    }
}
