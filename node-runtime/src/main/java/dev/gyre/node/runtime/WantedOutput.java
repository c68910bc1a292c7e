package dev.gyre.node.runtime;

import dev.gyre.node.runtime.ContainerStreams.Wanted;
import java.io.IOException;

/** Passes on what is wanted of a process's output; the rest goes nowhere. */
public record WantedOutput(ContainerProcess.Output output, Wanted wanted) implements ContainerProcess.Output {

    @Override
    public void stdout(byte[] bytes) throws IOException {
        if (wanted.stdout()) {
            output.stdout(bytes);
        }
    }

    @Override
    public void stderr(byte[] bytes) throws IOException {
        if (wanted.stderr()) {
            output.stderr(bytes);
        }
    }
}
