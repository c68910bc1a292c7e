package dev.gyre.actors.statefulset;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a StatefulSet by their ordinals.
 *
 * @param places those that the set is large enough for, lowest first, with a pod or without
 * @param beyond those that it is too small for, highest first
 */
record Replicas(List<Place> places, List<Place> beyond) {

    /** An ordinal and the pod that has it, if any. */
    record Place(int ordinal, @Nullable PodState pod) {

        boolean isGoing() {
            return pod != null && pod.resource().isDeleting();
        }

        boolean isReady() {
            return pod != null && pod.isActive() && pod.phase().equals("Running") && pod.isReady();
        }

        /** What the next in the row waits for. */
        boolean isServed(int minReadySeconds, Instant now) {
            return pod != null && isReady() && pod.isAvailable(minReadySeconds, now);
        }

        boolean isOf(String revision) {
            return pod != null && revision.equals(pod.resource().labels().get(RevisionHistory.POD_LABEL));
        }
    }

    static Replicas of(StatefulSet set, List<Resource> pods) {
        TreeMap<Integer, PodState> byOrdinal = new TreeMap<>();
        for (Resource pod : pods) {
            Identity.Ordinal ordinal = Identity.ordinal(pod.name());
            if (ordinal != null) {
                byOrdinal.put(ordinal.number(), new PodState(pod));
            }
        }
        List<Place> places = new ArrayList<>();
        for (int ordinal = set.start(); ordinal < set.end(); ordinal++) {
            places.add(new Place(ordinal, byOrdinal.remove(ordinal)));
        }
        List<Place> beyond = new ArrayList<>();
        byOrdinal.descendingMap().forEach((ordinal, pod) -> beyond.add(new Place(ordinal, pod)));
        return new Replicas(List.copyOf(places), List.copyOf(beyond));
    }

    /** Those with a pod. */
    List<Place> taken() {
        List<Place> taken = new ArrayList<>(places);
        taken.addAll(beyond.reversed());
        taken.removeIf(place -> place.pod() == null);
        return taken;
    }
}
