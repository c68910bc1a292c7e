package dev.gyre.cli.why;

import dev.gyre.schemas.ResourceKey;
import org.jspecify.annotations.Nullable;

/** The id of a decision, taken apart: {@code <reconciler>/<subject>/<inputRevision>/<attempt>}, where a subject has slashes too. */
record DecisionId(String reconciler, String subject) {

    /** Null where this is no decision's id but a request's. */
    static @Nullable DecisionId parse(String id) {
        int first = id.indexOf('/');
        int last = id.lastIndexOf('/');
        int second = last <= 0 ? -1 : id.lastIndexOf('/', last - 1);
        return first < 0 || second <= first
                ? null
                : new DecisionId(id.substring(0, first), id.substring(first + 1, second));
    }

    /** As decisions of kubelets have it in the place of a reconciler. */
    static final String KUBELET = "kubelet";

    /** The object that was decided about; null where it is none, such as a scheduler's profile. */
    static @Nullable ResourceKey key(String subject) {
        return subject.startsWith("schedulers/") ? null : ResourceKey.parse(subject);
    }
}
