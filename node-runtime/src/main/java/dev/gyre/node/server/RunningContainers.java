package dev.gyre.node.server;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.schemas.Resource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Finds what runs of a pod that is here now: one of its containers, or the sandbox that holds its network. */
final class RunningContainers {
    private final String nodeName;
    private final ContainerRuntime runtime;
    private final LocalPods pods;

    RunningContainers(String nodeName, ContainerRuntime runtime, LocalPods pods) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.pods = pods;
    }

    CompletionStage<String> container(String namespace, String podName, String container) {
        return find(
                namespace,
                podName,
                seen -> !seen.isSandbox() && seen.container().equals(container),
                "container not found (\"" + container + "\")");
    }

    CompletionStage<String> sandbox(String namespace, String podName) {
        return find(namespace, podName, Observation::isSandbox, "pod \"" + podName + "\" is not running");
    }

    private CompletionStage<String> find(
            String namespace, String podName, Predicate<Observation> isMeant, String otherwise) {
        return pods.pods().thenCombine(runtime.list(nodeName), (here, seen) -> {
            Resource pod = here.stream()
                    .filter(p -> p.namespace().equals(namespace) && p.name().equals(podName))
                    .max(Comparator.comparingLong(Resource::revision))
                    .orElseThrow(() -> new BadRequestException(404, "pod does not exist"));
            return newestRunning(pod, seen, isMeant, otherwise);
        });
    }

    private static String newestRunning(
            Resource pod, List<PodObservation> seen, Predicate<Observation> isMeant, String otherwise) {
        return seen.stream()
                .filter(o -> o.pod().uid().equals(pod.uid()))
                .map(PodObservation::container)
                .filter(c -> c.life() instanceof Life.Running && isMeant.test(c))
                .max(Comparator.comparingInt(Observation::attempt))
                .map(Observation::id)
                .orElseThrow(() -> new BadRequestException(500, otherwise));
    }
}
