package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerStreams.Wanted;
import dev.gyre.node.runtime.WantedOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A command that a very small shell knows: {@code cat}, {@code echo} (with {@code >&2}), {@code exit}, and {@code sh -c}
 * with any of them between semicolons. Enough to hold whoever carries streams to the same tests as Docker.
 */
final class SimulatedProcess implements ContainerProcess {
    private static final int NOT_FOUND = 127;

    private final List<String> command;
    private final Wanted wanted;
    private final boolean hasExitCode;
    private volatile boolean isClosed;

    SimulatedProcess(List<String> command, Wanted wanted, boolean hasExitCode) {
        this.command = command;
        this.wanted = wanted;
        this.hasExitCode = hasExitCode;
    }

    @Override
    public OptionalInt run(@Nullable InputStream stdin, Output output) throws IOException {
        Output passed = new WantedOutput(output, wanted);
        try (InputStream input = stdin == null ? InputStream.nullInputStream() : stdin) {
            int code = command.size() == 3
                            && command.get(0).equals("sh")
                            && command.get(1).equals("-c")
                    ? script(command.get(2), input, passed)
                    : step(command, input, passed);
            return hasExitCode ? OptionalInt.of(code) : OptionalInt.empty();
        }
    }

    private int script(String script, InputStream input, Output output) throws IOException {
        int code = 0;
        for (String line : script.split(";")) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            if (words.getFirst().equals("exit")) {
                return Integer.parseInt(words.get(1));
            }
            code = step(words, input, output);
        }
        return code;
    }

    private int step(List<String> words, InputStream input, Output output) throws IOException {
        switch (words.getFirst()) {
            case "cat" -> {
                byte[] buffer = new byte[8192];
                for (int count = input.read(buffer); count >= 0 && !isClosed; count = input.read(buffer)) {
                    output.stdout(Arrays.copyOf(buffer, count));
                }
            }
            case "echo" -> {
                boolean isToStderr = words.getLast().equals(">&2");
                String text = String.join(" ", words.subList(1, words.size() - (isToStderr ? 1 : 0))) + "\n";
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (isToStderr) {
                    output.stderr(bytes);
                } else {
                    output.stdout(bytes);
                }
            }
            default -> {
                output.stderr((words.getFirst() + ": not found\n").getBytes(StandardCharsets.UTF_8));
                return NOT_FOUND;
            }
        }
        return 0;
    }

    @Override
    public void resize(int width, int height) {}

    @Override
    public void close() {
        isClosed = true;
    }
}
