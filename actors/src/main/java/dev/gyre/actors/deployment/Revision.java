package dev.gyre.actors.deployment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbering of a Deployment's versions, kept as an annotation on its ReplicaSets. The newest always has the highest
 * number; one that becomes the newest again, by an undo, gets a new number and remembers those it had.
 */
final class Revision {

    static final String ANNOTATION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";

    /** The API takes annotations of 256 KiB in all; the history is to stay a small part of that. */
    private static final int MAX_HISTORY_LENGTH = 2000;

    private static final Set<String> NOT_FOR_REPLICA_SETS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deprecated.deployment.rollback.to",
            ANNOTATION,
            HISTORY,
            ScaleAnnotations.DESIRED,
            ScaleAnnotations.MAX);

    private Revision() {}

    static long of(ReplicaSetState replicaSet) {
        return parse(replicaSet.annotations().get(ANNOTATION));
    }

    /** The newest ReplicaSet with the Deployment's annotations and the number that follows all the old ones'. */
    static ReplicaSetState number(ReplicaSetState newest, Fleet fleet, Deployment deployment) {
        long next = fleet.old().stream().mapToLong(Revision::of).max().orElse(0) + 1;
        Map<String, String> annotations = new LinkedHashMap<>();
        deployment.resource().annotations().forEach((key, value) -> {
            if (!NOT_FOR_REPLICA_SETS.contains(key)) {
                annotations.put(key, value);
            }
        });
        String before = newest.annotations().get(ANNOTATION);
        if (before == null || parse(before) < next) {
            annotations.put(ANNOTATION, Long.toString(next));
            if (before != null) {
                annotations.put(HISTORY, appended(newest.annotations().get(HISTORY), before));
            }
        }
        boolean isUnchanged = annotations.entrySet().stream()
                .allMatch(e -> Objects.equals(newest.annotations().get(e.getKey()), e.getValue()));
        return isUnchanged ? newest : newest.annotated(annotations);
    }

    private static String appended(@Nullable String history, String revision) {
        String all = history == null || history.isEmpty() ? revision : history + "," + revision;
        while (all.length() > MAX_HISTORY_LENGTH && all.contains(",")) {
            all = all.substring(all.indexOf(',') + 1);
        }
        return all;
    }

    private static long parse(@Nullable String number) {
        try {
            return number == null ? 0 : Long.parseLong(number);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
