package dev.gyre.node;

import dev.gyre.node.lifecycle.Signal;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the runtime with what should be, every few seconds: the safety net under the runtime's events. A pod is told
 * only if it has taken no step since the runtime was asked, so that an old answer never contradicts a newer one. Containers
 * and directories whose pod is not here are removed when two sweeps in a row have found them.
 */
final class RuntimeSweep {
    private static final Logger log = LoggerFactory.getLogger(RuntimeSweep.class);
    private static final long ORPHAN_GRACE_SECONDS = 10;

    private final NodeSettings settings;
    private final KubeletPorts ports;
    private final Mailbox mailbox;
    private Set<String> suspects = new HashSet<>();

    RuntimeSweep(NodeSettings settings, KubeletPorts ports, Mailbox mailbox) {
        this.settings = settings;
        this.ports = ports;
        this.mailbox = mailbox;
    }

    void start() {
        mailbox.tell(new KubeletMessage.Relist());
    }

    void ask(Map<String, PodWorker> workers) {
        Map<String, Long> steps = new HashMap<>();
        workers.forEach((uid, worker) -> steps.put(uid, worker.turns));
        ports.runtime()
                .list(settings.name())
                .thenCombine(
                        ports.volumes().podUids(),
                        (containers, directories) -> new KubeletMessage.Relisted(containers, steps, directories))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        mailbox.tell(answer);
                    }
                    if (!settings.relistEvery().isZero()) {
                        mailbox.tellAfter(settings.relistEvery(), new KubeletMessage.Relist());
                    }
                });
    }

    void answer(Map<String, PodWorker> workers, KubeletMessage.Relisted relisted, BiConsumer<String, Signal> signal) {
        Map<String, List<Observation>> seen = new HashMap<>();
        for (PodObservation each : relisted.containers()) {
            seen.computeIfAbsent(each.pod().uid(), uid -> new ArrayList<>()).add(each.container());
        }
        for (Map.Entry<String, Long> asked : relisted.stepsBefore().entrySet()) {
            PodWorker worker = workers.get(asked.getKey());
            if (worker != null && worker.turns == asked.getValue()) {
                signal.accept(asked.getKey(), new Signal.RuntimeObserved(seen.getOrDefault(asked.getKey(), List.of())));
            }
        }
        removeOrphans(workers, relisted, seen);
    }

    private void removeOrphans(
            Map<String, PodWorker> workers, KubeletMessage.Relisted relisted, Map<String, List<Observation>> seen) {
        Set<String> orphans = new HashSet<>(seen.keySet());
        orphans.addAll(relisted.directories());
        orphans.removeAll(workers.keySet());
        for (String uid : orphans) {
            if (suspects.contains(uid)) {
                log.info("{}: removing what is left of pod {}", settings.name(), uid);
                remove(uid, seen.getOrDefault(uid, List.of()));
            }
        }
        suspects = orphans;
    }

    private void remove(String uid, List<Observation> containers) {
        for (Observation container : containers) {
            ports.runtime()
                    .stopContainer(container.id(), container.isSandbox() ? 0 : ORPHAN_GRACE_SECONDS)
                    .thenCompose(stopped -> ports.runtime().remove(container.id()))
                    .exceptionally(failure -> null);
        }
        if (containers.isEmpty()) {
            ports.volumes().remove(uid).exceptionally(failure -> null);
        }
    }
}
