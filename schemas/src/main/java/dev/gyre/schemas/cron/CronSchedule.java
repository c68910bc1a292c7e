package dev.gyre.schemas.cron;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CronJob's schedule: five fields, each a set of values as the bits of a number, or {@code @every} and a duration. An instant
 * is meant when the clocks of the zone show fields that are; so an hour that is skipped in spring has no instants, and one that
 * is repeated in autumn has them twice, as users of Kubernetes know it.
 *
 * @param every null where the fields count; whole seconds, at least one
 */
public record CronSchedule(
        long minutes,
        long hours,
        long daysOfMonth,
        long months,
        long daysOfWeek,
        @Nullable Duration every) {

    /** The bit of a field that does not restrict anything. */
    static final long ANY = 1L << 63;

    /** What is not met within five years is never met: there is no 30th of February. */
    private static final int FARTHEST_YEARS = 5;

    private static final int FIELDS = 5;
    private static final String EVERY = "@every ";
    private static final Map<String, String> DESCRIPTORS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /** Throws an {@link IllegalArgumentException} that says what is wrong. */
    public static CronSchedule parse(String schedule) {
        if (schedule.startsWith(EVERY)) {
            Duration every = GoDuration.parse(schedule.substring(EVERY.length()), schedule);
            return new CronSchedule(0, 0, 0, 0, 0, atLeastASecond(every));
        }
        String spec = schedule.startsWith("@") ? DESCRIPTORS.get(schedule) : schedule;
        if (spec == null) {
            throw new IllegalArgumentException("unrecognized descriptor: " + schedule);
        }
        List<String> fields = Arrays.stream(spec.strip().split("\\s+"))
                .filter(field -> !field.isEmpty())
                .toList();
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException(
                    "expected exactly 5 fields, found " + fields.size() + ": [" + String.join(" ", fields) + "]");
        }
        return new CronSchedule(
                CronField.MINUTE.parse(fields.get(0)),
                CronField.HOUR.parse(fields.get(1)),
                CronField.DAY_OF_MONTH.parse(fields.get(2)),
                CronField.MONTH.parse(fields.get(3)),
                CronField.DAY_OF_WEEK.parse(fields.get(4)),
                null);
    }

    private static Duration atLeastASecond(Duration every) {
        Duration seconds = every.truncatedTo(ChronoUnit.SECONDS);
        return seconds.isZero() ? Duration.ofSeconds(1) : seconds;
    }

    /** The first instant after this one that is meant; null where there will be none. */
    public @Nullable Instant next(Instant after, ZoneId zone) {
        if (every != null) {
            return after.truncatedTo(ChronoUnit.SECONDS).plus(every);
        }
        ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        ZonedDateTime farthest = time.plusYears(FARTHEST_YEARS);
        while (time.isBefore(farthest)) {
            LocalDate day = time.toLocalDate();
            if (!has(months, time.getMonthValue())) {
                time = day.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
            } else if (!isMeant(day)) {
                time = day.plusDays(1).atStartOfDay(zone);
            } else if (!has(hours, time.getHour())) {
                time = time.plusMinutes(60 - time.getMinute());
            } else if (!has(minutes, time.getMinute())) {
                time = time.plusMinutes(1);
            } else {
                return time.toInstant();
            }
        }
        return null;
    }

    /** Where both kinds of days are restricted, one of the two is enough. */
    private boolean isMeant(LocalDate day) {
        boolean isDayOfMonth = has(daysOfMonth, day.getDayOfMonth());
        boolean isDayOfWeek = has(
                daysOfWeek,
                day.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : day.getDayOfWeek().getValue());
        boolean areBothRestricted = ((daysOfMonth | daysOfWeek) & ANY) == 0;
        return areBothRestricted ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek;
    }

    private static boolean has(long values, int value) {
        return (values & 1L << value) != 0;
    }
}
