package dev.gyre.node.runtime;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * The ways into a running pod that last: a command with its streams, the streams of the container's own process, a
 * connection to one of its ports. Every call may block and is meant for a virtual thread of its caller's. What cannot be
 * begun is a {@link RuntimeRefusal}.
 */
public interface ContainerStreams {

    /** Prepares a command; nothing runs before {@link ContainerProcess#run}. */
    ContainerProcess exec(String containerId, List<String> command, Wanted wanted);

    /** Prepares to join the process that the container is. */
    ContainerProcess attach(String containerId, Wanted wanted);

    /**
     * Connects to a port inside the sandbox's network, as one of its own processes would by {@code localhost}: servers that
     * listen nowhere else are reached too.
     */
    SocketChannel connect(String sandboxId, int port) throws IOException;

    /** Which streams are wanted. With a terminal there is no standard error. */
    record Wanted(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
}
