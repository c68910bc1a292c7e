package dev.gyre.gateway.resources;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets those who would take from one serial go one after another. On one picture only one of them could win, so a thousand
 * pods that arrive at once under one quota would cost half a million transactions without it. It is a courtesy within one
 * process and no fence: another gateway's writes come in between, and the store refuses what they made outdated.
 */
final class Turns {

    private static final int MAX_WAITING = 5_000;

    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

    /** What came of a turn, and what the next one waits for. */
    record Taken<T>(T answer, CompletionStage<?> settled) {}

    /** What is done in turn. */
    @FunctionalInterface
    interface Work<T> {
        /** {@code hasWaited} for others, who have changed what was known before. */
        CompletionStage<Taken<T>> run(boolean hasWaited);
    }

    /** Runs it when nobody else has the serial's turn. The turn ends when what it did has settled, or with its failure. */
    <T> CompletionStage<T> take(String serial, Work<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (waiting) {
            Queue<Runnable> queue = waiting.get(serial);
            if (queue != null) {
                if (queue.size() >= MAX_WAITING) {
                    return CompletableFuture.failedStage(Refusal.tooManyRequests(
                            "more than " + MAX_WAITING + " writes wait for " + serial + ", try again"));
                }
                queue.add(() -> run(serial, work, true, answer));
                return answer;
            }
            waiting.put(serial, new ArrayDeque<>());
        }
        run(serial, work, false, answer);
        return answer;
    }

    private <T> void run(String serial, Work<T> work, boolean hasWaited, CompletableFuture<T> answer) {
        CompletionStage<Taken<T>> done;
        try {
            done = work.run(hasWaited);
        } catch (RuntimeException refusal) {
            done = CompletableFuture.failedStage(refusal);
        }
        done.whenComplete((taken, failure) -> {
            if (failure != null) {
                next(serial);
                answer.completeExceptionally(failure);
            } else {
                taken.settled().whenComplete((settled, late) -> next(serial));
                answer.complete(taken.answer());
            }
        });
    }

    private void next(String serial) {
        Runnable turn;
        synchronized (waiting) {
            Queue<Runnable> queue = waiting.get(serial);
            turn = queue == null ? null : queue.poll();
            if (turn == null) {
                waiting.remove(serial);
                return;
            }
        }
        // Off this stack where the store answers at once, so that a long queue is no deep recursion.
        Trampoline.INSTANCE.execute(turn);
    }
}
