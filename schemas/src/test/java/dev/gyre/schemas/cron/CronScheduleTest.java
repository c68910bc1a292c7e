package dev.gyre.schemas.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The instants that a schedule means, over all that clocks do. */
class CronScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "* * * * *, 2026-11-28T10:00:00Z, 2026-11-28T10:01:00Z",
        "* * * * *, 2026-11-28T10:00:59Z, 2026-11-28T10:01:00Z",
        "5/20 * * * *, 2026-11-28T10:00:00Z, 2026-11-28T10:05:00Z",
        "5/20 * * * *, 2026-11-28T10:45:00Z, 2026-11-28T11:05:00Z",
        "0 22 * * 1-5, 2026-11-27T22:00:00Z, 2026-11-30T22:00:00Z",
        "0 0 29 2 *, 2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 1 jan ?, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "@hourly, 2026-12-31T23:30:00Z, 2027-01-01T00:00:00Z",
        "@weekly, 2026-11-28T10:00:00Z, 2026-11-29T00:00:00Z",
        "@every 1h30m, 2026-11-28T10:00:00.5Z, 2026-11-28T11:30:00Z",
        "@every 10ms, 2026-11-28T10:00:00Z, 2026-11-28T10:00:01Z",
    })
    void theNextTime(String schedule, Instant after, Instant next) {
        assertThat(CronSchedule.parse(schedule).next(after, ZoneId.of("UTC"))).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        // Either kind of day is enough where both are restricted,
        "0 0 13 * fri, 2026-11-01T00:00:00Z, 2026-11-06T00:00:00Z",
        // a step restricts,
        "0 0 */10 * mon, 2026-11-03T00:00:00Z, 2026-11-09T00:00:00Z",
        // a star does not, so both must hold,
        "0 0 * * mon, 2026-11-03T00:00:00Z, 2026-11-09T00:00:00Z",
        // nor does one among others.
        "'0 0 13,* * fri', 2026-11-01T00:00:00Z, 2026-11-06T00:00:00Z",
        "0 0 */1 * fri, 2026-11-01T00:00:00Z, 2026-11-06T00:00:00Z",
    })
    void daysOfMonthAndOfWeek(String schedule, Instant after, Instant next) {
        assertThat(CronSchedule.parse(schedule).next(after, ZoneId.of("UTC"))).isEqualTo(next);
    }

    @Test
    void anHourThatIsSkippedHasNoInstants() {
        assertThat(from("30 2 * * *", "Europe/Berlin", "2026-03-27T00:00:00Z", 3))
                .containsExactly("2026-03-27T02:30+01:00", "2026-03-28T02:30+01:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void anHourThatIsRepeatedHasThemTwice() {
        assertThat(from("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 3))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00");
    }

    @Test
    void clocksThatMoveByHalfAnHour() {
        assertThat(from("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", 3))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30", "2026-04-06T01:45+10:30");
    }

    @Test
    void aDayThatBeginsAtOne() {
        assertThat(from("0 * * * *", "Africa/Cairo", "2026-04-23T20:30:00Z", 2))
                .containsExactly("2026-04-23T23:00+02:00", "2026-04-24T01:00+03:00");
    }

    @Test
    void aDayThatNeverComes() {
        assertThat(CronSchedule.parse("59 23 31 2 *").next(Instant.parse("2026-01-01T00:00:00Z"), ZoneId.of("UTC")))
                .isNull();
    }

    private static List<String> from(String schedule, String zone, String after, int count) {
        CronSchedule parsed = CronSchedule.parse(schedule);
        List<String> times = new ArrayList<>();
        Instant time = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            time = parsed.next(time, ZoneId.of(zone));
            times.add(OffsetDateTime.ofInstant(time, ZoneId.of(zone)).toString());
        }
        return times;
    }
}
