package dev.gyre.schemas.cron;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CronJob's schedule: five fields, each a set of values as the bits of a number, or {@code @every} and a duration.
 *
 * @param every null where the fields count
 * @param daysAreEither whether one of the two kinds of days is enough, as both are restricted
 */
public record CronSchedule(
        long minutes,
        long hours,
        long daysOfMonth,
        long months,
        long daysOfWeek,
        boolean daysAreEither,
        @Nullable Duration every) {

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
            return new CronSchedule(0, 0, 0, 0, 0, false, every);
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
                isRestricted(fields.get(2)) && isRestricted(fields.get(4)),
                null);
    }

    private static boolean isRestricted(String field) {
        return !field.startsWith("*") && !field.startsWith("?");
    }
}
