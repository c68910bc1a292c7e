package dev.gyre.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @Test
    void readsWhatInstantsWrite() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(-10_000_000_000L, 300_000_000_000L))
                    .plusNanos(random.nextLong(1_000_000_000));
            for (ChronoUnit unit : new ChronoUnit[] {ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.NANOS}) {
                Instant whole = time.truncatedTo(unit);
                assertThat(Timestamps.parse(whole.toString())).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-28T12:30:00.5Z",
                "2026-11-28T24:00:00Z",
                "2026-11-28T23:59:60Z",
                "2026-11-28T12:30:00+02:00",
                "2024-02-29T00:00:00.000000001Z",
                "2026-11-28t12:30:00z",
                "2026-11-28T12:30:00.Z",
                "-0001-01-01T00:00:00Z"
            })
    void readsAsInstantDoes(String text) {
        assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "yesterday",
                "2026-11-28",
                "2026-11-28T12:30:00",
                "2026-11-28T12:30:00.0000000001Z",
                "2026-11-28T12:30:00,5Z",
                "2026-13-28T12:30:00Z",
                "2026-02-29T12:30:00Z",
                "2026-11-28T25:30:00Z",
                "2026-11-28T12:60:00Z"
            })
    void refusesAsInstantDoes(String text) {
        assertThatExceptionOfType(DateTimeParseException.class).isThrownBy(() -> Timestamps.parse(text));
    }
}
