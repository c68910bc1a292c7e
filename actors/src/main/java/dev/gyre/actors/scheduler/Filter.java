package dev.gyre.actors.scheduler;

import java.util.List;

/** Says whether a pod can run on a node at all. */
public interface Filter extends Plugin {

    /** Why not, in the words that {@code kubectl describe} shows behind a number of nodes; empty where it can. */
    List<String> reasonsAgainst(PodInfo pod, NodeInfo node);

    /** Whether what it objects to are other pods there, so that one of them would have to go. */
    default boolean isAboutOtherPods() {
        return false;
    }
}
