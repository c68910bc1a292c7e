package dev.gyre.node;

import dev.gyre.node.lifecycle.Termination;
import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.ContainerRecipe;
import dev.gyre.node.runtime.ContainerRuntime.LogQuery;
import dev.gyre.node.runtime.ContainerRuntime.LogSink;
import dev.gyre.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The termination message of a container that has ended: what it wrote into its file for that, or else, where it failed and
 * its {@code terminationMessagePolicy} is {@code FallbackToLogsOnError}, the end of its log. Never a failure: at worst there
 * is no message.
 */
final class LastWords {

    private static final int MOST_LINES = 80;
    private static final int MOST_BYTES = 2048;
    private static final long PATIENCE_SECONDS = 10;

    private final Messages messages;
    private final Logs logs;

    /** Reads what a container wrote into its file for that; empty where it did not. */
    interface Messages {
        CompletionStage<String> read(String podUid, String container, int attempt);
    }

    /** Reads a container's log. */
    interface Logs {
        AutoCloseable read(String id, LogQuery query, LogSink sink);
    }

    LastWords(Messages messages, Logs logs) {
        this.messages = messages;
        this.logs = logs;
    }

    /** How the container ended, with its last words where it has left some. */
    CompletionStage<Termination> of(Resource pod, String container, int attempt, Termination how) {
        return messages.read(pod.uid(), container, attempt)
                .exceptionally(unreadable -> "")
                .thenCompose(message -> message.isEmpty() && how.exitCode() != 0 && fallsBack(pod, container)
                        ? endOfLog(how.containerId())
                        : CompletableFuture.completedStage(message))
                .thenApply(message -> message.isEmpty() ? how : how.saying(message));
    }

    private static boolean fallsBack(Resource pod, String container) {
        try {
            return ContainerRecipe.definition(pod, container)
                    .path("terminationMessagePolicy")
                    .asString("")
                    .equals("FallbackToLogsOnError");
        } catch (ConfigErrorException gone) {
            return false;
        }
    }

    private CompletionStage<String> endOfLog(String id) {
        Tail tail = new Tail();
        try {
            logs.read(id, new LogQuery(false, MOST_LINES, 0, false), tail);
        } catch (RuntimeException unreadable) {
            return CompletableFuture.completedStage("");
        }
        return tail.whole
                .completeOnTimeout("", PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(unreadable -> "");
    }

    /** The last bytes of what goes by. */
    private static final class Tail implements LogSink {
        private final CompletableFuture<String> whole = new CompletableFuture<>();
        private byte[] kept = new byte[0];

        @Override
        public boolean accept(byte[] bytes) {
            byte[] all = Arrays.copyOf(kept, kept.length + bytes.length);
            System.arraycopy(bytes, 0, all, kept.length, bytes.length);
            kept = Arrays.copyOfRange(all, Math.max(0, all.length - MOST_BYTES), all.length);
            return true;
        }

        @Override
        public void end() {
            whole.complete(new String(kept, StandardCharsets.UTF_8));
        }
    }
}
