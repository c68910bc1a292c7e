package dev.gyre.events.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as W3C's header {@code traceparent} has it.
 *
 * @param traceId 32 digits, lower-case hexadecimal, not all zero
 * @param spanId 16 of them
 * @param isSampled whether whoever sent it records the trace
 */
public record Traceparent(String traceId, String spanId, boolean isSampled) {

    private static final int LENGTH = 55;

    /** Null where it is none, which is to be taken as if nothing had been sent. Of versions to come what is known of this one. */
    public static @Nullable Traceparent parse(@Nullable String header) {
        if (header == null || header.length() < LENGTH) {
            return null;
        }
        boolean isVersion = isHex(header, 0, 2) && !header.startsWith("ff");
        boolean isEnd = header.startsWith("00")
                ? header.length() == LENGTH
                : header.length() == LENGTH || header.charAt(LENGTH) == '-';
        boolean isSeparated = header.charAt(2) == '-' && header.charAt(35) == '-' && header.charAt(52) == '-';
        boolean isTrace = isHex(header, 3, 35) && !isZero(header, 3, 35);
        boolean isSpan = isHex(header, 36, 52) && !isZero(header, 36, 52);
        if (!isVersion || !isEnd || !isSeparated || !isTrace || !isSpan || !isHex(header, 53, 55)) {
            return null;
        }
        boolean isSampled = (Character.digit(header.charAt(54), 16) & 1) == 1;
        return new Traceparent(header.substring(3, 35), header.substring(36, 52), isSampled);
    }

    /** The header if it is one, else nothing. */
    public static String valid(@Nullable String header) {
        return header == null || parse(header) == null ? "" : header;
    }

    /** The header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (isSampled ? "-01" : "-00");
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (!(digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
