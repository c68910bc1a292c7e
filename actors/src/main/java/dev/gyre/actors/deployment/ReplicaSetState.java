package dev.gyre.actors.deployment;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One ReplicaSet of a Deployment: as it is stored, or, after a step, as it should be.
 *
 * @param stored null for one that is yet to be created
 * @param podTemplateHash what its pods are told apart by
 * @param replicas the pods it should have
 * @param reported the pods it says it has
 * @param pods the pods it has
 */
record ReplicaSetState(
        @Nullable Resource stored,
        String name,
        String podTemplateHash,
        PodTemplate template,
        Map<String, String> annotations,
        int minReadySeconds,
        int replicas,
        Reported reported,
        Pods pods) {

    static final Comparator<ReplicaSetState> OLDEST_FIRST = Comparator.comparing(
                    ReplicaSetState::createdAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Revision::of)
            .thenComparing(ReplicaSetState::name);

    /** The counts of its status. */
    record Reported(int total, int ready, int available) {}

    static ReplicaSetState of(Resource stored, ClusterView view, Instant now) {
        JsonNode spec = stored.json().path("spec");
        JsonNode status = stored.json().path("status");
        int minReadySeconds = spec.path("minReadySeconds").asInt(0);
        return new ReplicaSetState(
                stored,
                stored.name(),
                stored.labels().getOrDefault(PodTemplate.HASH_LABEL, ""),
                PodTemplate.of(spec.path("template")),
                stored.annotations(),
                minReadySeconds,
                spec.path("replicas").asInt(1),
                new Reported(
                        status.path("replicas").asInt(0),
                        status.path("readyReplicas").asInt(0),
                        status.path("availableReplicas").asInt(0)),
                Pods.of(stored, minReadySeconds, view, now));
    }

    /** The next ReplicaSet of a Deployment, still without pods. */
    static ReplicaSetState planned(Deployment deployment) {
        String hash = deployment.template().hash(deployment.collisionCount());
        return new ReplicaSetState(
                null,
                deployment.name() + "-" + hash,
                hash,
                deployment.template(),
                Map.of(),
                deployment.minReadySeconds(),
                0,
                new Reported(0, 0, 0),
                Pods.NONE);
    }

    @Nullable
    Instant createdAt() {
        return stored == null ? null : stored.creationTimestamp();
    }

    boolean isActive() {
        return replicas > 0;
    }

    /**
     * Available pods that it will keep: a scale-down that is decided but not yet done takes the others, and those must not be
     * given away a second time.
     */
    int availableToKeep() {
        return Math.min(pods.available(), replicas);
    }

    /** The most pods that it has or will make, when a scale-down that is decided has not been done yet. */
    int podsAtMost() {
        return Math.max(pods.active(), replicas);
    }

    /**
     * Whether its controller has said that it works towards this size. Until it has, pods that an earlier, greater size asked
     * for may still be on their way, and nobody can see them yet.
     */
    boolean isSizeObserved() {
        return stored == null || stored.generation() <= 1 || isObserved();
    }

    /** Whether it is stored and its controller's status is about what stands there now. */
    boolean isObserved() {
        return stored != null
                && stored.json().path("status").path("observedGeneration").asLong(0) >= stored.generation();
    }

    /** Scaled, with the note of what the Deployment wanted at that time. */
    ReplicaSetState scaledTo(int wanted, Deployment deployment) {
        return new ReplicaSetState(
                        stored, name, podTemplateHash, template, annotations, minReadySeconds, wanted, reported, pods)
                .annotated(Map.of(
                        ScaleAnnotations.DESIRED, Integer.toString(deployment.replicas()),
                        ScaleAnnotations.MAX, Integer.toString(deployment.maxPods())));
    }

    ReplicaSetState annotated(Map<String, String> added) {
        Map<String, String> next = new LinkedHashMap<>(annotations);
        added.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> next.put(e.getKey(), e.getValue()));
        return new ReplicaSetState(
                stored, name, podTemplateHash, template, next, minReadySeconds, replicas, reported, pods);
    }

    ReplicaSetState withMinReadySeconds(int seconds) {
        return new ReplicaSetState(
                stored, name, podTemplateHash, template, annotations, seconds, replicas, reported, pods);
    }
}
