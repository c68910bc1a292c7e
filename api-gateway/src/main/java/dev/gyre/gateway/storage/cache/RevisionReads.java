package dev.gyre.gateway.storage.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads of the store's revision, shared. A caller must get a read that began after it asked; so one read is
 * in flight at a time, and all who come while it is share the next one.
 */
final class RevisionReads {

    private final Supplier<CompletionStage<Long>> read;
    private @Nullable CompletableFuture<Long> next;
    private boolean isReading;

    RevisionReads(Supplier<CompletionStage<Long>> read) {
        this.read = read;
    }

    /** A revision that has every write that was acknowledged before this call. */
    CompletionStage<Long> newest() {
        CompletableFuture<Long> mine;
        synchronized (this) {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            mine = next;
            if (isReading) {
                return mine;
            }
            isReading = true;
            next = null;
        }
        begin(mine);
        return mine;
    }

    private void begin(CompletableFuture<Long> waiting) {
        CompletionStage<Long> answer;
        try {
            answer = read.get();
        } catch (RuntimeException failed) {
            answer = CompletableFuture.failedStage(failed);
        }
        answer.whenComplete((revision, failure) -> {
            CompletableFuture<Long> following;
            synchronized (this) {
                following = next;
                next = null;
                isReading = following != null;
            }
            // The next read is on its way before this one's waiters go on.
            if (following != null) {
                begin(following);
            }
            if (failure == null) {
                waiting.complete(revision);
            } else {
                waiting.completeExceptionally(failure);
            }
        });
    }
}
