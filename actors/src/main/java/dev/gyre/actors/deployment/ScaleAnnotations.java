package dev.gyre.actors.deployment;

import org.jspecify.annotations.Nullable;

/**
 * The note on each ReplicaSet of how large its Deployment was when it was last scaled. A difference tells that the
 * Deployment itself was scaled since, and {@code max-replicas} is the base for proportions.
 */
final class ScaleAnnotations {

    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";

    private ScaleAnnotations() {}

    static boolean saysOtherThan(int replicas, ReplicaSetState replicaSet) {
        Integer desired = number(replicaSet.annotations().get(DESIRED));
        return desired != null && desired != replicas;
    }

    /** Null where the annotation is absent or is no number. */
    static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
