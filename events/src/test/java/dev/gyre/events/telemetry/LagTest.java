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
    void whoIsNotIsBehindSinceHeWas() {
        lag.endIs(10, at(0));
        lag.endIs(20, at(5));
        lag.endIs(30, at(10));
        assertThat(lag.left(12)).isEqualTo(18);
        assertThat(lag.behind(12, at(11))).isEqualTo(Duration.ofSeconds(11));
        assertThat(lag.behind(20, at(11))).isEqualTo(Duration.ofSeconds(6));
        assertThat(lag.behind(20, at(60))).isEqualTo(Duration.ofSeconds(55));
    }

    @Test
    void anEndThatStaysIsTheEndUntilItMoves() {
        lag.endIs(10, at(0));
        lag.endIs(10, at(50));
        lag.endIs(10, at(100));
        lag.endIs(11, at(105));
        assertThat(lag.behind(10, at(106))).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void whoNeverWasThereIsBehindSinceTheFirstLook() {
        lag.endIs(10, at(0));
        lag.endIs(20, at(5));
        assertThat(lag.behind(3, at(7))).isEqualTo(Duration.ofSeconds(7));
    }

    /** Against all looks ever made, as long as they are few enough to be remembered. */
    @Test
    void isTheTimeOfTheLastLookThatHasBeenReached() {
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
                int reached = 0;
                for (int j = 0; j <= i; j++) {
                    reached = ends[j] <= position ? j : reached;
                }
                Duration expected = position == end ? Duration.ZERO : Duration.ofSeconds(i - reached);
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
