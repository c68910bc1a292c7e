package dev.gyre.actors.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.cron.CronSchedule;
import java.time.Instant;
import java.time.ZoneId;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is due after any pause is what one finds by walking from time to time. */
class TimetableTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Property(tries = 200)
    void theLatestOfWhatWasMissed(
            @ForAll @IntRange(max = 4) int index, @ForAll @IntRange(max = 3_000_000) int seconds) {
        String[] schedules = {"*/20 * * * *", "5 1-4 * * 1,3", "30 2 * * *", "@every 7m", "0 0 30 * *"};
        String[] zones = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"};
        CronSchedule schedule = CronSchedule.parse(schedules[index]);
        ZoneId zone = ZoneId.of(zones[index]);
        Instant now = START.plusSeconds(seconds);

        Instant due = null;
        int missed = 0;
        Instant time = schedule.next(START, zone);
        while (!time.isAfter(now)) {
            due = time;
            missed++;
            time = schedule.next(time, zone);
        }
        assertThat(Timetable.of(schedule, zone, START, now)).isEqualTo(new Timetable(due, missed > 100, time));
    }

    @Example
    void aClockThatWasSetBack() {
        CronSchedule hourly = CronSchedule.parse("@hourly");
        Instant tomorrow = START.plusSeconds(86_400);
        assertThat(Timetable.of(hourly, ZoneId.of("UTC"), tomorrow, START))
                .isEqualTo(new Timetable(null, false, tomorrow.plusSeconds(3600)));
    }
}
