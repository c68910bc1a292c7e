package dev.gyre.node.proxy.host;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one of the system's programs: input in, output out, and an end in bounded time. */
final class Program {

    private static final long PATIENCE_SECONDS = 60;

    private Program() {}

    /** What a program left: its exit code and all that it printed. */
    record Result(int code, String output) {
        boolean isGood() {
            return code == 0;
        }

        String firstLine() {
            return output.lines().findFirst().orElse("exit code " + code);
        }
    }

    static Result run(String... command) {
        return run(List.of(command), "");
    }

    static Result run(List<String> command, String input) {
        try {
            Process process = builder(command).start();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading all; what it says about that is its output.
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, command.getFirst() + " took longer than " + PATIENCE_SECONDS + " s");
            }
            return new Result(process.exitValue(), output.join());
        } catch (IOException e) {
            return new Result(-1, command.getFirst() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }

    /** Output and errors come as one; what a program would keep for its user it has no place for. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        builder.environment().put("HOME", "/nonexistent");
        return builder;
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isThere(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":", -1))
                .anyMatch(directory -> !directory.isEmpty() && Files.isExecutable(Path.of(directory, program)));
    }
}
