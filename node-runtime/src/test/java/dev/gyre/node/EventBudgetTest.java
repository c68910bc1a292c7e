package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventBudgetTest {
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aBurstIsFollowedByOneEveryFiveMinutes() {
        EventBudget budget = new EventBudget(start);
        for (int i = 0; i < 25; i++) {
            assertThat(budget.spend(start)).isTrue();
        }
        assertThat(budget.spend(start)).isFalse();
        assertThat(budget.spend(start.plus(Duration.ofMinutes(4)))).isFalse();
        assertThat(budget.spend(start.plus(Duration.ofMinutes(6)))).isTrue();
        assertThat(budget.spend(start.plus(Duration.ofMinutes(7)))).isFalse();
    }
}
