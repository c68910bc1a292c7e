package dev.gyre.actors.scheduler;

/** What filters and scores have in common; some classes are both. */
public interface Plugin {

    /** As it stands on decisions. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Whether the pod has anything that this looks at; asked once a pod, so that most plugins cost nothing for most. */
    default boolean concerns(PodInfo pod) {
        return true;
    }
}
