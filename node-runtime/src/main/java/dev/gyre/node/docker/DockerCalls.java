package dev.gyre.node.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Runs blocking calls on virtual threads, so many at a time; the daemon does eight no faster than four. Calls that mostly
 * wait (for a process to end, for a registry) have a bound of their own, so that they hold nobody up.
 */
final class DockerCalls implements AutoCloseable {
    private static final int MOST_WAITING = 64;
    private static final int MOST_EXECUTING = 256;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("docker-", 0).factory());
    private final Semaphore working;
    private final Semaphore waiting = new Semaphore(MOST_WAITING, true);
    private final Semaphore executing = new Semaphore(MOST_EXECUTING, true);

    DockerCalls(int concurrency) {
        this.working = new Semaphore(concurrency, true);
    }

    /** A call that the daemon works on. */
    <T> CompletionStage<T> call(String reason, Callable<T> body) {
        return run(working, reason, body);
    }

    /** A call that mostly waits. */
    <T> CompletionStage<T> patientCall(String reason, Callable<T> body) {
        return run(waiting, reason, body);
    }

    /** A command in a container: it waits for the command, and neither a long stop nor a pull may hold up a probe. */
    <T> CompletionStage<T> execCall(String reason, Callable<T> body) {
        return run(executing, reason, body);
    }

    private <T> CompletionStage<T> run(Semaphore permits, String reason, Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                permits.acquire();
                try {
                    result.complete(body.call());
                } finally {
                    permits.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                result.completeExceptionally(new RuntimeRefusal(reason, "the agent is shutting down"));
            } catch (RuntimeRefusal e) {
                result.completeExceptionally(e);
            } catch (Exception e) {
                result.completeExceptionally(new RuntimeRefusal(reason, message(e)));
            }
        });
        return result;
    }

    /** Docker's own words, without the library's wrapping. */
    static String message(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof DockerException) {
            int start = message.indexOf("{\"message\":\"");
            int end = message.lastIndexOf("\"}");
            if (start >= 0 && end > start) {
                return message.substring(start + 12, end).replace("\\\"", "\"").replace("\\n", " ");
            }
        }
        return message;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
