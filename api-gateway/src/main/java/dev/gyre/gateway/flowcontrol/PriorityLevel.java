package dev.gyre.gateway.flowcontrol;

import dev.gyre.events.telemetry.Counters;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Seats and queues of one level. A request takes its seats when it begins and gives them back when it has been answered, or
 * its stream has begun. Who finds none waits in a queue of his flow, for a bounded time, or is turned away.
 */
final class PriorityLevel {

    static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /** What levels share. */
    interface Surroundings {
        Instant now();

        /** How many seats of other levels are free to be lent. */
        int lendable(PriorityLevel borrower);

        void after(Duration delay, Runnable task);
    }

    private record Waiting(
            Supplier<CompletionStage<ApiResponse>> work,
            CompletableFuture<ApiResponse> answer,
            int seats,
            Instant since) {}

    private static final Counters REJECTED = Counters.named(
            "apiserver_flowcontrol_rejected_requests_total",
            "Requests that were turned away.",
            "priority_level",
            "reason");

    private final Surroundings surroundings;
    private volatile LevelSettings settings;
    private FairQueues<Waiting> queues;
    private volatile int seats;
    private volatile int taken;
    private boolean isSweepDue;

    /** Whether somebody hands out seats right now; who gives one back meanwhile leaves that to him. */
    private boolean isHandingOut;

    PriorityLevel(LevelSettings settings, int seats, Surroundings surroundings) {
        this.settings = settings;
        this.seats = seats;
        this.surroundings = surroundings;
        this.queues = new FairQueues<>(settings.queues(), settings.queueLengthLimit());
    }

    /** Takes on other settings; who waits goes on waiting. */
    synchronized void become(LevelSettings next, int nextSeats) {
        boolean isQueuedAnew = next.queues() != settings.queues()
                || next.handSize() != settings.handSize()
                || next.queueLengthLimit() != settings.queueLengthLimit();
        settings = next;
        seats = nextSeats;
        if (isQueuedAnew) {
            List<Waiting> waiting = queues.drain();
            // Nobody is turned away for a change of the settings: the bound is for those who come.
            queues = new FairQueues<>(Math.max(1, next.queues()), Math.max(next.queueLengthLimit(), waiting.size()));
            for (int i = 0; i < waiting.size(); i++) {
                queues.offer(
                        new int[] {i % queues.count()},
                        waiting.get(i),
                        waiting.get(i).seats());
            }
        }
    }

    String name() {
        return settings.name();
    }

    int seats() {
        return seats;
    }

    String uid() {
        return settings.uid();
    }

    /** Seats that nobody here uses and others may. */
    int spare() {
        return Math.max(0, Math.min(seats * settings.lendablePercent() / 100, seats - taken));
    }

    /** Seats in use beyond its own. */
    int borrowed() {
        return settings.isExempt() ? 0 : Math.max(0, taken - seats);
    }

    int taken() {
        return taken;
    }

    synchronized int waiting() {
        return queues.size();
    }

    /** Does the work when there are seats for it; the stage fails where there will be none. */
    CompletionStage<ApiResponse> run(long flow, int wanted, Supplier<CompletionStage<ApiResponse>> work) {
        CompletableFuture<ApiResponse> queued = enter(flow, wanted, work);
        return queued == null ? begin(wanted, work) : queued;
    }

    /** Null where the seats have been taken and the work may begin. */
    private synchronized @Nullable CompletableFuture<ApiResponse> enter(
            long flow, int wanted, Supplier<CompletionStage<ApiResponse>> work) {
        if (queues.size() == 0 && hasRoomFor(wanted)) {
            taken += wanted;
            return null;
        }
        if (settings.queues() == 0) {
            throw tooMany("concurrency-limit");
        }
        Waiting waiting = new Waiting(work, new CompletableFuture<>(), wanted, surroundings.now());
        int hand = Math.min(settings.handSize(), queues.count());
        if (!queues.offer(Dealer.deal(flow, queues.count(), hand), waiting, wanted)) {
            throw tooMany("queue-full");
        }
        sweepLater();
        return waiting.answer();
    }

    private boolean hasRoomFor(int wanted) {
        if (taken == 0 || taken + wanted <= seats) {
            return true;
        }
        if (settings.isExempt()) {
            return false;
        }
        int bound = settings.borrowingPercent() == LevelSettings.WITHOUT_BOUND
                ? Integer.MAX_VALUE
                : seats + seats * settings.borrowingPercent() / 100;
        return taken + wanted <= bound && taken + wanted - Math.max(seats, taken) <= surroundings.lendable(this);
    }

    private CompletionStage<ApiResponse> begin(int held, Supplier<CompletionStage<ApiResponse>> work) {
        CompletionStage<ApiResponse> answer;
        try {
            answer = work.get();
        } catch (RuntimeException refusal) {
            giveBack(held);
            throw refusal;
        }
        return answer.whenComplete((response, failure) -> giveBack(held));
    }

    /** One thread at a time hands out, in a loop: an answer that is there at once must not begin the next on its own stack. */
    private void giveBack(int held) {
        synchronized (this) {
            taken -= held;
            if (isHandingOut || queues.size() == 0) {
                return;
            }
            isHandingOut = true;
        }
        for (Waiting next = next(); next != null; next = next()) {
            Waiting begun = next;
            try {
                begin(begun.seats(), begun.work()).whenComplete((response, failure) -> {
                    if (failure == null) {
                        begun.answer().complete(response);
                    } else {
                        begun.answer().completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException refusal) {
                begun.answer().completeExceptionally(refusal);
            }
        }
    }

    private synchronized @Nullable Waiting next() {
        Waiting next = queues.peek();
        if (next == null || !hasRoomFor(next.seats())) {
            isHandingOut = false;
            return null;
        }
        queues.remove();
        taken += next.seats();
        return next;
    }

    private void sweepLater() {
        if (!isSweepDue) {
            isSweepDue = true;
            surroundings.after(LONGEST_WAIT, this::sweep);
        }
    }

    private void sweep() {
        List<Waiting> expired;
        synchronized (this) {
            isSweepDue = false;
            Instant longAgo = surroundings.now().minus(LONGEST_WAIT);
            expired = queues.removeExpired(waiting -> !waiting.since().isAfter(longAgo));
            if (queues.size() > 0) {
                sweepLater();
            }
        }
        expired.forEach(waiting -> waiting.answer().completeExceptionally(tooMany("time-out")));
    }

    private StatusException tooMany(String reason) {
        REJECTED.increment(name(), reason);
        return new StatusException(new Status(
                429,
                "TooManyRequests",
                "Too many requests, please try again later.",
                new Status.Details("", "", "", "", List.of(), 1)));
    }
}
