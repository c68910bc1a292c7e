package dev.gyre.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts parts one after another, says what it is doing and how long each took, and closes them in the opposite order:
 * on the way out, or when a later part fails to start.
 */
final class Startup implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Startup.class);

    private record Part(String name, AutoCloseable closing) {}

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private final Deque<Part> parts = new ArrayDeque<>();

    Startup(PrintStream out) {
        this.out = out;
    }

    /** Runs one step and prints a line with its time. */
    <T> T step(String what, Callable<T> start) {
        long from = System.nanoTime();
        try {
            T result = start.call();
            out.printf(Locale.ROOT, "  %-28s %6.2f s%n", what, seconds(from));
            return result;
        } catch (CommandFailure e) {
            throw e;
        } catch (Exception e) {
            throw new CommandFailure(what + " did not start: " + oneLine(e), e);
        }
    }

    /** A step whose result is closed when the cluster stops. */
    <T extends AutoCloseable> T start(String what, Callable<T> start) {
        T part = step(what, start);
        closing(what, part);
        return part;
    }

    synchronized void closing(String what, AutoCloseable part) {
        parts.push(new Part(what, part));
    }

    double elapsedSeconds() {
        return seconds(begin);
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            long from = System.nanoTime();
            try {
                part.closing().close();
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", part.name(), oneLine(e));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            if (took.toMillis() > 1000) {
                log.info("stopping {} took {} ms", part.name(), took.toMillis());
            }
        }
    }

    /** The innermost message that says something. */
    static String oneLine(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").trim();
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
