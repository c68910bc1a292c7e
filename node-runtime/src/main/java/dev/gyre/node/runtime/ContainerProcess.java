package dev.gyre.node.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A process in a container whose streams somebody holds. To let go of it ends its standard input and drops its output; it
 * is not killed by that, as nowhere in Kubernetes.
 */
public interface ContainerProcess extends AutoCloseable {

    /** Where output goes. A call that blocks holds the process back. */
    interface Output {
        void stdout(byte[] bytes) throws IOException;

        void stderr(byte[] bytes) throws IOException;
    }

    /**
     * Runs it until its output has ended and, for a command, until it has. Once.
     *
     * @param stdin read and closed from another thread; null for none
     * @return the exit code of a command; empty for a container's own process
     */
    OptionalInt run(@Nullable InputStream stdin, Output output) throws IOException;

    /** The size of its terminal, once it runs. Nothing where it has none. */
    void resize(int width, int height);

    /** Lets go of it, from any thread. */
    @Override
    void close();
}
