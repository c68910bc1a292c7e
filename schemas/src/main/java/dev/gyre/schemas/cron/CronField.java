package dev.gyre.schemas.cron;

import java.util.List;
import java.util.Locale;

/**
 * One of a schedule's five fields: which of its values are meant, a bit each. Faults are told in the words that users of
 * Kubernetes know.
 *
 * @param names of the values from {@code min} on, where they have some
 */
record CronField(int min, int max, List<String> names) {

    static final CronField MINUTE = new CronField(0, 59, List.of());
    static final CronField HOUR = new CronField(0, 23, List.of());
    static final CronField DAY_OF_MONTH = new CronField(1, 31, List.of());
    static final CronField MONTH = new CronField(
            1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"));
    static final CronField DAY_OF_WEEK = new CronField(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    /** The values, as the bits of a number, and {@link CronSchedule#ANY} where one part of the field is every value. */
    long parse(String field) {
        long values = 0;
        for (String part : field.split(",")) {
            if (!part.isEmpty()) {
                values |= range(part);
            }
        }
        return values;
    }

    /** {@code *}, {@code 5}, {@code 1-5}, {@code 5/10}, {@code 1-30/10}. */
    private long range(String text) {
        String[] stepped = text.split("/", -1);
        String[] bounds = stepped[0].split("-", -1);
        if (bounds.length > 2) {
            throw new IllegalArgumentException("too many hyphens: " + text);
        }
        if (stepped.length > 2) {
            throw new IllegalArgumentException("too many slashes: " + text);
        }
        boolean isAll = bounds.length == 1 && (bounds[0].equals("*") || bounds[0].equals("?"));
        int start = isAll ? min : value(bounds[0]);
        int step = stepped.length == 2 ? number(stepped[1]) : 1;
        int end = bounds.length == 2 ? value(bounds[1]) : isAll || stepped.length == 2 ? max : start;
        if (start < min) {
            throw fault("beginning of range (%d) below minimum (%d): %s", start, min, text);
        }
        if (end > max) {
            throw fault("end of range (%d) above maximum (%d): %s", end, max, text);
        }
        if (start > end) {
            throw fault("beginning of range (%d) beyond end of range (%d): %s", start, end, text);
        }
        if (step == 0) {
            throw new IllegalArgumentException("step of range should be a positive number: " + text);
        }
        long values = isAll && step == 1 ? CronSchedule.ANY : 0;
        for (int value = start; value <= end; value += step) {
            values |= 1L << value;
        }
        return values;
    }

    private int value(String text) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 ? min + named : number(text);
    }

    private static int number(String text) {
        if (!text.matches("[-+]?\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax".formatted(text, text));
        }
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("negative number (%d) not allowed: %s".formatted(number, text));
        }
        return number;
    }

    private static IllegalArgumentException fault(String words, int found, int bound, String text) {
        return new IllegalArgumentException(words.formatted(found, bound, text));
    }
}
