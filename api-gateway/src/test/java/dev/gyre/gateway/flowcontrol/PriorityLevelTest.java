package dev.gyre.gateway.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Seats and queues of a level, with time and neighbours in the test's hand. */
class PriorityLevelTest {

    private static final ApiResponse DONE = new ApiResponse.Full(200, Map.of(), new byte[0]);

    private final FakeSurroundings surroundings = new FakeSurroundings();
    private final List<String> begun = new ArrayList<>();

    private static final class FakeSurroundings implements PriorityLevel.Surroundings {
        Instant now = Instant.parse("2026-11-28T10:00:00Z");
        int lendable;
        final List<Runnable> due = new ArrayList<>();

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public int lendable(PriorityLevel borrower) {
            return lendable;
        }

        @Override
        public void after(Duration delay, Runnable task) {
            due.add(task);
        }
    }

    @Test
    void whoFindsNoSeatWaitsForOne() {
        PriorityLevel level = queueing(1, 2);
        CompletableFuture<ApiResponse> first = new CompletableFuture<>();
        level.run(1, 1, () -> begin("first", first));
        CompletionStage<ApiResponse> second =
                level.run(1, 1, () -> begin("second", CompletableFuture.completedFuture(DONE)));
        assertThat(begun).containsExactly("first");
        assertThat(level.waiting()).isEqualTo(1);
        first.complete(DONE);
        assertThat(begun).containsExactly("first", "second");
        assertThat(second).isCompletedWithValue(DONE);
        assertThat(level.taken()).isZero();
    }

    @Test
    void aFullQueueTurnsAwayAndAnotherFlowStillGetsIn() {
        PriorityLevel level = queueing(1, 1);
        CompletableFuture<ApiResponse> first = new CompletableFuture<>();
        level.run(0, 1, () -> begin("first", first));
        level.run(0, 1, () -> begin("waits", CompletableFuture.completedFuture(DONE)));
        assertThatThrownBy(() -> level.run(0, 1, () -> begin("never", CompletableFuture.completedFuture(DONE))))
                .isInstanceOfSatisfying(StatusException.class, refusal -> {
                    assertThat(refusal.status().code()).isEqualTo(429);
                    assertThat(refusal.status().details().retryAfterSeconds()).isEqualTo(1);
                });
        level.run(1, 1, () -> begin("another", CompletableFuture.completedFuture(DONE)));
        first.complete(DONE);
        assertThat(begun).containsExactly("first", "waits", "another");
    }

    @Test
    void aLevelWithoutQueuesTurnsAwayAtOnce() {
        PriorityLevel level = new PriorityLevel(settings(0, 0, 0), 1, surroundings);
        level.run(1, 1, () -> begin("first", new CompletableFuture<>()));
        assertThatThrownBy(() -> level.run(2, 1, () -> begin("never", new CompletableFuture<>())))
                .isInstanceOf(StatusException.class);
    }

    @Test
    void nobodyWaitsForEver() {
        PriorityLevel level = queueing(1, 5);
        level.run(1, 1, () -> begin("first", new CompletableFuture<>()));
        CompletionStage<ApiResponse> early = level.run(1, 1, () -> begin("early", new CompletableFuture<>()));
        surroundings.now = surroundings.now.plusSeconds(10);
        CompletionStage<ApiResponse> late = level.run(1, 1, () -> begin("late", new CompletableFuture<>()));
        surroundings.now = surroundings.now.plusSeconds(5);
        surroundings.due.removeFirst().run();
        assertThat(early.toCompletableFuture()).isCompletedExceptionally();
        assertThat(late.toCompletableFuture()).isNotDone();
        assertThat(surroundings.due)
                .as("another look, for those who still wait")
                .hasSize(1);
        assertThat(level.waiting()).isEqualTo(1);
    }

    @Test
    void workThatFailsGivesItsSeatBack() {
        PriorityLevel level = queueing(1, 5);
        assertThatThrownBy(() -> level.run(1, 1, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        level.run(1, 1, () -> CompletableFuture.failedStage(new IllegalStateException("later")));
        assertThat(level.taken()).isZero();
    }

    @Test
    void theWideOneGetsInAloneAndOthersSeatsAreLent() {
        PriorityLevel level = queueing(2, 5);
        CompletableFuture<ApiResponse> wide = new CompletableFuture<>();
        level.run(1, 10, () -> begin("wide", wide));
        level.run(1, 1, () -> begin("narrow", new CompletableFuture<>()));
        assertThat(begun).containsExactly("wide");
        wide.complete(DONE);
        assertThat(begun).containsExactly("wide", "narrow");
        surroundings.lendable = 3;
        level.run(1, 4, () -> begin("borrows", new CompletableFuture<>()));
        assertThat(begun).endsWith("borrows");
        assertThat(level.borrowed()).isEqualTo(3);
        surroundings.lendable = 0;
        level.run(1, 1, () -> begin("waits", new CompletableFuture<>()));
        assertThat(begun).endsWith("borrows");
    }

    @Test
    void settingsChangeAndWhoWaitsGoesOnWaiting() {
        PriorityLevel level = queueing(1, 50);
        CompletableFuture<ApiResponse> first = new CompletableFuture<>();
        level.run(1, 1, () -> begin("first", first));
        for (int i = 0; i < 40; i++) {
            level.run(1, 1, () -> begin("waited", CompletableFuture.completedFuture(DONE)));
        }
        level.become(settings(2, 1, 1), 1);
        assertThat(level.waiting()).isEqualTo(40);
        first.complete(DONE);
        assertThat(begun).hasSize(41);
    }

    /** Answers that are there at once, thousands in a row: each must not begin the next on its own stack. */
    @Test
    void aLongQueueOfQuickAnswersIsNoDeepStack() {
        PriorityLevel level = queueing(1, 100_000);
        CompletableFuture<ApiResponse> first = new CompletableFuture<>();
        level.run(1, 1, () -> begin("first", first));
        for (int i = 0; i < 50_000; i++) {
            level.run(1, 1, () -> begin("quick", CompletableFuture.completedFuture(DONE)));
        }
        first.complete(DONE);
        assertThat(begun).hasSize(50_001);
        assertThat(level.waiting()).isZero();
    }

    private CompletionStage<ApiResponse> begin(String name, CompletableFuture<ApiResponse> answer) {
        begun.add(name);
        return answer;
    }

    /** Two queues, and a hand of one. */
    private PriorityLevel queueing(int seats, int queueLength) {
        return new PriorityLevel(settings(2, 1, queueLength), seats, surroundings);
    }

    private static LevelSettings settings(int queues, int hand, int queueLength) {
        return new LevelSettings("level", "uid", false, 1, 0, LevelSettings.WITHOUT_BOUND, queues, hand, queueLength);
    }
}
