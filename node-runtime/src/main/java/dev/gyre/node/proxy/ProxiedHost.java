package dev.gyre.node.proxy;

import java.util.Set;

/** The host around the table: what else has to be so that packets arrive, and what the kernel remembers of them. */
public interface ProxiedHost {

    HostFacts facts();

    /** The host's own IPv4 addresses. */
    Set<String> addresses();

    /** Makes sure that translated packets may pass and find their way; called now and then. */
    void prepare();

    /** Makes sure that pods which have come can be reached by themselves; called after each transaction, and quick. */
    void admitPods();

    /**
     * Makes sure that these addresses are this host's, so that who asks for one finds it here, and that those are not which it
     * was given so before. What the host has of its own is left alone.
     */
    void answerFor(Set<String> balanced);

    /**
     * Forgets the UDP flows that lead where they would not be sent today.
     *
     * @param routes where UDP may go, by the address it was sent to
     */
    void forgetStale(java.util.Map<String, Set<String>> routes);
}
