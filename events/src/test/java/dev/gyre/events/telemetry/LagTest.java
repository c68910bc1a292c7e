package dev.gyre.events.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Lag lag = new Lag();

    @Test
    void whoIsAtTheEndIsNotBehind() {
        assertThat(lag.behind(0, at(9))).isZero();
        lag.endIs(10, at(0));
        lag.endIs(10, at(100));
        assertThat(lag.left(10)).isZero();
        assertThat(lag.behind(10, at(500))).isZero();
    }

    @Test
    void whoIsNotIsBehindSinceItWasSeen() {
        lag.endIs(10, at(0));
        lag.endIs(20, at(5));
        lag.endIs(30, at(10));
        assertThat(lag.left(12)).isEqualTo(18);
        assertThat(lag.behind(12, at(11))).isEqualTo(Duration.ofSeconds(6));
        assertThat(lag.behind(20, at(11))).isEqualTo(Duration.ofSeconds(1));
        assertThat(lag.behind(20, at(60))).isEqualTo(Duration.ofSeconds(50));
        assertThat(lag.behind(30, at(60))).isZero();
    }

    @Test
    void whoStandsStillIsBehindSinceTheFirstLookBeyondHim() {
        lag.endIs(10, at(0));
        lag.endIs(11, at(50));
        lag.endIs(11, at(100));
        lag.endIs(12, at(150));
        assertThat(lag.behind(10, at(200))).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void whoWasNeverThereIsBehindSinceTheFirstLook() {
        for (int i = 0; i < 5_000; i++) {
            lag.endIs(10 + i, at(i));
        }
        assertThat(lag.behind(3, at(5_000))).isEqualTo(Duration.ofSeconds(5_000));
        assertThat(lag.behind(5_008, at(5_000))).isEqualTo(Duration.ofSeconds(1));
    }

    /** Against all looks ever made. */
    @Test
    void isTheTimeSinceTheFirstLookBeyondThePosition() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random chance = new Random(seed);
            Lag lag = new Lag();
            long[] ends = new long[chance.nextInt(1, 50)];
            long end = chance.nextInt(5);
            long position = 0;
            for (int i = 0; i < ends.length; i++) {
                end += chance.nextInt(3);
                ends[i] = end;
                lag.endIs(end, at(i));
                position = Math.min(end, position + chance.nextInt(4));
                int beyond = 0;
                while (beyond <= i && ends[beyond] <= position) {
                    beyond++;
                }
                Duration expected = beyond > i ? Duration.ZERO : Duration.ofSeconds(i - beyond);
                assertThat(lag.behind(position, at(i)))
                        .as("seed %d, look %d", seed, i)
                        .isEqualTo(expected);
            }
        }
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }
}
