package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, within a bound. */
record Shell(Map<String, String> environment) {

    private static final Duration BOUND = Duration.ofMinutes(3);

    record Result(int exitCode, String stdout, String stderr) {
        Result succeeded() {
            assertThat(exitCode).as(() -> stdout + stderr).isZero();
            return this;
        }
    }

    Result run(List<String> command, String stdin) {
        try {
            Path out = Files.createTempFile("gyre-it", ".out");
            Path err = Files.createTempFile("gyre-it", ".err");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                try (var input = process.getOutputStream()) {
                    input.write(stdin.getBytes(StandardCharsets.UTF_8));
                }
                if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end within " + BOUND + "\n" + Files.readString(out)
                            + Files.readString(err));
                }
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Result run(String... command) {
        return run(List.of(command), "");
    }
}
