package dev.gyre.actors.statefulset;

import dev.gyre.actors.statefulset.Replicas.Place;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The counts of a StatefulSet, and which two revisions they are of. An update is over when every pod is of the newest template
 * and ready; its revision is then the current one.
 */
final class StatefulSetStatus {

    private StatefulSetStatus() {}

    static Optional<Command> command(
            StatefulSet set, Replicas replicas, String current, String update, int collisionCount, Instant now) {
        List<Place> pods = replicas.taken();
        long ready = pods.stream().filter(Place::isReady).count();
        long updated = countOf(pods, update);
        boolean isOver = set.isRolling()
                && updated == set.replicas()
                && ready == set.replicas()
                && pods.size() == set.replicas();
        String reached = isOver ? update : current;
        return new StatusWrite(set.resource())
                .put("replicas", pods.size())
                .put(
                        "availableReplicas",
                        pods.stream()
                                .filter(pod -> pod.isServed(set.minReadySeconds(), now))
                                .count())
                .put("collisionCount", collisionCount)
                .putUnlessZero("readyReplicas", ready)
                .putUnlessZero("currentReplicas", countOf(pods, reached))
                .putUnlessZero("updatedReplicas", updated)
                .putUnlessZero("observedGeneration", set.resource().generation())
                .putUnlessEmpty("currentRevision", reached)
                .putUnlessEmpty("updateRevision", update)
                .command();
    }

    private static long countOf(List<Place> pods, String revision) {
        return pods.stream().filter(pod -> !pod.isGoing() && pod.isOf(revision)).count();
    }
}
