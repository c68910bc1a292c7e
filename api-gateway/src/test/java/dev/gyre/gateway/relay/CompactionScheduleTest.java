package dev.gyre.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CompactionScheduleTest {

    private static final Instant START = Instant.EPOCH;

    private final CompactionSchedule schedule = new CompactionSchedule(Duration.ofMinutes(5));

    private long at(int seconds, long storeRevision, long completeRevision) {
        return schedule.next(START.plusSeconds(seconds), storeRevision, completeRevision);
    }

    @Test
    void nothingYoungerThanTheTimeKeptIsForgotten() {
        assertThat(at(0, 100, 100)).isZero();
        assertThat(at(150, 200, 200)).isZero();
        assertThat(at(299, 300, 300)).isZero();
        assertThat(at(300, 301, 301)).isEqualTo(100);
        assertThat(at(449, 400, 400)).isZero();
        assertThat(at(450, 400, 400)).isEqualTo(200);
    }

    @Test
    void nothingThatTheLogLacksIsForgotten() {
        at(0, 100, 40);
        assertThat(at(300, 200, 40)).isEqualTo(40);
        assertThat(at(330, 210, 40)).isZero();
        assertThat(at(360, 220, 90)).isEqualTo(90);
        assertThat(at(390, 230, 0)).isZero();
        assertThat(at(420, 240, 240)).isEqualTo(100);
    }
}
