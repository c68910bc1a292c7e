package dev.gyre.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One role of {@code ./gyre} as a process of its own, which can be paused and killed as a whole machine can. */
final class RoleProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;

    private RoleProcess(Process process) {
        this.process = process;
    }

    /** Starts a role and waits until it says that it is ready; what it prints goes to a file. */
    static RoleProcess start(String run, Path output, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(GyreCluster.ROOT.resolve("gyre").toString()));
        command.addAll(List.of(arguments));
        Files.deleteIfExists(output);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("GYRE_RUN", run);
        RoleProcess role = new RoleProcess(builder.start());
        try {
            await(command.toString()).atMost(START).until(() -> role.isReady(output));
        } catch (RuntimeException | AssertionError e) {
            role.kill9();
            throw new AssertionError(Files.readString(output), e);
        }
        return role;
    }

    private boolean isReady(Path output) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue());
        }
        return Files.readString(output).contains("\nready in ");
    }

    long pid() {
        return process.pid();
    }

    void kill9() {
        process.destroyForcibly().onExit().join();
    }

    /** Lets time pass without it, as a long stop of a virtual machine does. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        new Shell(java.util.Map.of()).run("kill", "-" + name, "" + pid()).succeeded();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            process.destroy();
        }
        try {
            process.onExit()
                    .orTimeout(STOP.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                    .join();
        } catch (java.util.concurrent.CompletionException tooLong) {
            kill9();
            throw new UncheckedIOException(new IOException("did not stop within " + STOP));
        }
    }
}
