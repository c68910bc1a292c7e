package dev.gyre.node.metrics;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.metrics.NodeUsage.OfContainer;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.runtime.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Looks at the running containers of one node whenever it is told to, and keeps the last two samples of each. Containers
 * that have ended are forgotten with the next look.
 */
public final class UsageSampler {
    private final String node;
    private final ContainerRuntime runtime;
    private final Executor files;
    private Map<String, Sampled> samples = Map.of();
    private volatile NodeUsage latest;

    /** @param files for reads that may block */
    public UsageSampler(String node, ContainerRuntime runtime, Executor files) {
        this.node = node;
        this.runtime = runtime;
        this.files = files;
        this.latest = new NodeUsage(node, null, List.of());
    }

    /** Takes a sample of everything. */
    public CompletionStage<Void> sample() {
        return runtime.list(node).thenCompose(seen -> CompletableFuture.runAsync(() -> look(seen), files));
    }

    private synchronized void look(List<PodObservation> seen) {
        Map<String, Sampled> next = new HashMap<>();
        List<OfContainer> containers = new ArrayList<>();
        for (PodObservation each : seen) {
            Observation container = each.container();
            if (container.isSandbox() || !(container.life() instanceof Life.Running running)) {
                continue;
            }
            Optional<Usage> now = runtime.usage(container.id());
            if (now.isPresent()) {
                Sampled sampled = Sampled.after(samples.get(container.id()), now.get());
                next.put(container.id(), sampled);
                containers.add(new OfContainer(each.pod(), container.container(), running.startedAt(), sampled));
            }
        }
        containers.sort(Comparator.comparing((OfContainer c) -> c.pod().namespace())
                .thenComparing(c -> c.pod().name())
                .thenComparing(OfContainer::container));
        Sampled machine = latest.machine();
        samples = next;
        latest = new NodeUsage(
                node,
                runtime.machineUsage().map(now -> Sampled.after(machine, now)).orElse(null),
                List.copyOf(containers));
    }

    /** {@code /stats/summary}: JSON. */
    public byte[] summary() {
        return SummaryDocument.of(latest);
    }

    /** {@code /metrics/resource}: lines of Prometheus. */
    public String resourceMetrics() {
        return ResourceMetrics.of(latest);
    }
}
