package dev.gyre.schemas;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as text, in RFC 3339. What Gyre and Kubernetes write, {@code 2026-11-28T12:30:00Z} with or without a fraction, is read at
 * sight; {@link Instant#parse} builds a formatter for each text, which a view of the cluster or a consumer of the log would feel.
 */
public final class Timestamps {

    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;

    private Timestamps() {}

    /** As {@link Instant#parse}, and with its exception. */
    public static Instant parse(String text) {
        if (!isCommon(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text); // the end of a day, a leap second, or nonsense
        }
        try {
            LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
            return Instant.ofEpochSecond(
                    date.toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second, nanos(text));
        } catch (DateTimeException noSuchDay) {
            return Instant.parse(text);
        }
    }

    private static boolean isCommon(String text) {
        int end = text.length() - 1;
        if (end < SHAPE.length() || text.charAt(end) != 'Z') {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char expected = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (expected == '0' ? !isDigit(c) : c != expected) {
                return false;
            }
        }
        if (end == SHAPE.length()) {
            return true;
        }
        int digits = end - SHAPE.length() - 1;
        return text.charAt(SHAPE.length()) == '.'
                && digits >= 1
                && digits <= NANO_DIGITS
                && text.chars().skip(SHAPE.length() + 1L).limit(digits).allMatch(c -> isDigit((char) c));
    }

    private static int nanos(String text) {
        int from = SHAPE.length() + 1;
        int end = text.length() - 1;
        int nanos = 0;
        for (int i = from; i < from + NANO_DIGITS; i++) {
            nanos = 10 * nanos + (i < end ? text.charAt(i) - '0' : 0);
        }
        return nanos;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
