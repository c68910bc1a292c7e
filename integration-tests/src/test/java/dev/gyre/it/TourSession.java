package dev.gyre.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One shell in which the commands of a tour run one after the other, with both of its outputs as a reader sees them: together.
 * What needs a terminal gets one from {@code script}, and is typed to when it asks.
 */
final class TourSession implements AutoCloseable {

    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final String END = "end-of-step-6d1f";
    private static final Pattern TERMINAL_CONTROL = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    private final Process shell;
    private final Writer input;
    private final Path command;
    private final StringBuilder printed = new StringBuilder();
    private boolean isOver;

    private TourSession(Process shell, Path command) {
        this.shell = shell;
        this.command = command;
        this.input = shell.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::collect);
    }

    static TourSession in(Path workingDirectory, Path command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true);
        builder.environment().remove("KUBECONFIG");
        builder.environment().putAll(environment);
        return new TourSession(builder.start(), command);
    }

    /** Runs it to its end, and answers the lines that it printed. */
    List<String> run(TourPage.Step step) {
        try {
            Files.writeString(command, step.script() + "\n");
            printed(true);
            if (step.isInteractive()) {
                type("script -qefc \"stty cols 160 rows 40; . '" + command + "'\" /dev/null");
                for (String line : step.typed()) {
                    await(text -> text.endsWith(TourPage.INNER_PROMPT) || text.contains(END), step);
                    write(line + "\n");
                }
            } else {
                type(". '" + command + "' </dev/null");
            }
            String text = await(all -> all.endsWith(END + "\n"), step);
            String output = text.substring(0, text.length() - END.length() - 1);
            return output.strip().isEmpty()
                    ? List.of()
                    : output.stripTrailing().lines().map(String::stripTrailing).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void type(String line) throws IOException {
        write(line + "; printf '\\n%s\\n' '" + END + "'\n");
    }

    private void write(String text) throws IOException {
        input.write(text);
        input.flush();
    }

    private String await(java.util.function.Predicate<String> isThere, TourPage.Step step) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        synchronized (printed) {
            while (!isThere.test(printed(false))) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || isOver) {
                    throw new AssertionError("line %d: `%s` %s; so far it has printed:%n%s"
                            .formatted(
                                    step.lineNumber(),
                                    step.script(),
                                    isOver ? "ended the shell" : "did not end within " + BOUND,
                                    printed(false)));
                }
                try {
                    printed.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }
            return printed(false);
        }
    }

    private String printed(boolean forget) {
        synchronized (printed) {
            String text = TERMINAL_CONTROL.matcher(printed).replaceAll("").replace("\r", "");
            if (forget) {
                printed.setLength(0);
            }
            return text;
        }
    }

    private void collect() {
        try (var output = shell.inputReader(StandardCharsets.UTF_8)) {
            char[] buffer = new char[4096];
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                synchronized (printed) {
                    printed.append(buffer, 0, read);
                    printed.notifyAll();
                }
            }
        } catch (IOException e) {
            // the shell is gone, which is what follows says
        }
        synchronized (printed) {
            isOver = true;
            printed.notifyAll();
        }
    }

    /** What still runs in the background ends with it. */
    @Override
    public void close() {
        List<ProcessHandle> background = shell.descendants().toList();
        background.forEach(ProcessHandle::destroy);
        shell.destroyForcibly();
    }
}
