package dev.gyre.node.server;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.schemas.Resource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Finds the container whose log is meant: of the pod that is here now, its newest attempt or the one before. */
final class ContainerLogs {
    private final String nodeName;
    private final ContainerRuntime runtime;
    private final LocalPods pods;

    ContainerLogs(String nodeName, ContainerRuntime runtime, LocalPods pods) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.pods = pods;
    }

    /** The id of the container. */
    CompletionStage<String> find(String namespace, String podName, String container, boolean isPrevious) {
        return pods.pods().thenCombine(runtime.list(nodeName), (here, seen) -> {
            Resource pod = here.stream()
                    .filter(p -> p.namespace().equals(namespace) && p.name().equals(podName))
                    .max(Comparator.comparingLong(Resource::revision))
                    .orElseThrow(() -> new BadRequestException(404, "pod \"" + podName + "\" not found"));
            return choose(pod, container, isPrevious, seen);
        });
    }

    private static String choose(Resource pod, String container, boolean isPrevious, List<PodObservation> seen) {
        JsonNode status = statusOf(pod, container);
        boolean hasEnded = status.path("state").has("terminated")
                || status.path("lastState").has("terminated");
        List<Observation> attempts = seen.stream()
                .filter(o -> o.pod().uid().equals(pod.uid()))
                .map(PodObservation::container)
                .filter(c -> !c.isSandbox()
                        && c.container().equals(container)
                        && (hasEnded || !(c.life() instanceof Life.Created)))
                .sorted(Comparator.comparingInt(Observation::attempt).reversed())
                .toList();
        if (isPrevious) {
            return attempts.stream()
                    .skip(isBetweenAttempts(attempts) ? 0 : 1)
                    .findFirst()
                    .map(Observation::id)
                    .orElseThrow(() -> new BadRequestException("previous terminated container \"" + container
                            + "\" in pod \"" + pod.name() + "\" not found"));
        }
        return attempts.stream()
                .findFirst()
                .map(Observation::id)
                .orElseThrow(() -> new BadRequestException("container \"" + container + "\" in pod \"" + pod.name()
                        + "\" is waiting to start: " + whyWaiting(status)));
    }

    private static JsonNode statusOf(Resource pod, String container) {
        JsonNode status = pod.json().path("status");
        return Stream.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
                .flatMap(list -> status.path(list).valueStream())
                .filter(s -> s.path("name").asString("").equals(container))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static String whyWaiting(JsonNode status) {
        String reason = status.path("state").path("waiting").path("reason").asString("");
        return switch (reason) {
            case "" -> "ContainerCreating";
            case "ErrImagePull" -> "image can't be pulled";
            case "ImagePullBackOff" -> "trying and failing to pull image";
            default -> reason;
        };
    }

    /** A container that waits to be restarted has no present attempt: its last one is the previous one. */
    private static boolean isBetweenAttempts(List<Observation> attempts) {
        return attempts.size() == 1 && attempts.getFirst().life() instanceof Life.Dead;
    }
}
