package dev.gyre.schemas.columns;

import java.time.Duration;

/**
 * Durations in about three characters, as {@code kubectl} writes ages: two units while the larger one is small ({@code 5m30s},
 * {@code 2d3h}), then one.
 */
public final class HumanDuration {

    private static final int YEAR_DAYS = 365;

    private HumanDuration() {}

    public static String of(Duration duration) {
        long seconds = duration.toMillis() / 1000;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        }
        if (days < 2 * YEAR_DAYS) {
            return days + "d";
        }
        return days < 8 * YEAR_DAYS ? pair(days / YEAR_DAYS, "y", days % YEAR_DAYS, "d") : days / YEAR_DAYS + "y";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
