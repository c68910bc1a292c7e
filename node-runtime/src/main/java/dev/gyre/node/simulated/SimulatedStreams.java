package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerStreams;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;

/**
 * Streams of containers that do not exist. A container's own process gives back what it is told; commands are those of a
 * very small shell; nothing listens on any port.
 */
final class SimulatedStreams implements ContainerStreams {
    private final Consumer<String> requireRunning;

    SimulatedStreams(Consumer<String> requireRunning) {
        this.requireRunning = requireRunning;
    }

    @Override
    public ContainerProcess exec(String containerId, List<String> command, Wanted wanted) {
        requireRunning.accept(containerId);
        return new SimulatedProcess(command, wanted, true);
    }

    @Override
    public ContainerProcess attach(String containerId, Wanted wanted) {
        requireRunning.accept(containerId);
        return new SimulatedProcess(List.of("cat"), wanted, false);
    }

    @Override
    public SocketChannel connect(String sandboxId, int port) throws IOException {
        throw new ConnectException("Connection refused");
    }
}
