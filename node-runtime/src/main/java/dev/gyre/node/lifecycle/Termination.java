package dev.gyre.node.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a container ended. The id is empty where the runtime no longer knows the container. */
public record Termination(
        String containerId,
        int exitCode,
        String reason,
        String message,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    private static final String START_ERROR = "StartError";

    /** A process that ended by itself or by a signal, with the reason that the API gives it. */
    public static Termination of(
            String containerId,
            int exitCode,
            boolean isOomKilled,
            String message,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {
        String reason = isOomKilled ? "OOMKilled" : exitCode == 0 ? "Completed" : "Error";
        return new Termination(containerId, exitCode, reason, message, startedAt, finishedAt);
    }

    /** A container whose process could not be started at all. */
    static Termination notStarted(String containerId, String message, Instant now) {
        return new Termination(containerId, 128, START_ERROR, message, Instant.EPOCH, now);
    }

    /** A container that the API says ran and that nobody finds any more. */
    static Termination lost(Instant now) {
        return new Termination(
                "",
                137,
                "ContainerStatusUnknown",
                "The container could not be located when the pod was terminated",
                null,
                now);
    }

    /** The same end, with the container's last words. */
    public Termination saying(String words) {
        return new Termination(containerId, exitCode, reason, words, startedAt, finishedAt);
    }

    /** Whether there never was a process. */
    boolean isStartError() {
        return reason.equals(START_ERROR);
    }

    boolean isSuccess() {
        return exitCode == 0;
    }
}
