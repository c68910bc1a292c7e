package dev.gyre.schemas.cron;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}. */
final class GoDuration {

    private static final Pattern WHOLE = Pattern.compile("(\\d{1,9}(h|ms|m|s))+");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(h|ms|m|s)");
    private static final Map<String, Duration> UNITS = Map.of(
            "h", Duration.ofHours(1),
            "m", Duration.ofMinutes(1),
            "s", Duration.ofSeconds(1),
            "ms", Duration.ofMillis(1));

    private GoDuration() {}

    static Duration parse(String text, String schedule) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "failed to parse duration %s: time: invalid duration \"%s\"".formatted(schedule, text));
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.plus(
                    UNITS.getOrDefault(part.group(2), Duration.ZERO).multipliedBy(Long.parseLong(part.group(1))));
        }
        return sum;
    }
}
