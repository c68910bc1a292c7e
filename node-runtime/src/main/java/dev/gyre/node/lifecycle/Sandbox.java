package dev.gyre.node.lifecycle;

/** The container that holds the pod's network and IPC namespaces. */
sealed interface Sandbox {

    /** There is none; {@code attempt} is the number that the next one gets. */
    record None(int attempt) implements Sandbox {}

    /** The runtime has been asked for one. */
    record Starting(int attempt) implements Sandbox {}

    /** It runs; the address is empty for a pod on the host's network. */
    record Ready(String id, String ip, int attempt) implements Sandbox {}

    int attempt();
}
