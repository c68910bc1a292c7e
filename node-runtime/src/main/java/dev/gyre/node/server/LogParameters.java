package dev.gyre.node.server;

import dev.gyre.node.runtime.ContainerRuntime.LogQuery;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of which container's log is wanted, from a request's query.
 *
 * @param isPrevious the attempt before the present one
 * @param limitBytes -1 for no limit
 */
record LogParameters(LogQuery query, boolean isPrevious, long limitBytes) {

    static LogParameters of(MultiMap query, Instant now) {
        return new LogParameters(
                new LogQuery(
                        isSet(query, "follow"),
                        (int) Math.min(number(query, "tailLines", -1), Integer.MAX_VALUE),
                        since(query, now),
                        isSet(query, "timestamps")),
                isSet(query, "previous"),
                number(query, "limitBytes", -1));
    }

    private static long since(MultiMap query, Instant now) {
        long seconds = number(query, "sinceSeconds", -1);
        if (seconds >= 0) {
            return now.getEpochSecond() - seconds;
        }
        String time = query.get("sinceTime");
        if (time == null || time.isEmpty()) {
            return 0;
        }
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeException e) {
            throw new BadRequestException("invalid sinceTime: \"" + time + "\" is not a time in RFC 3339");
        }
    }

    private static boolean isSet(MultiMap query, String name) {
        String value = query.get(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    private static long number(MultiMap query, String name, long otherwise) {
        String value = query.get(name);
        return value == null || value.isEmpty() ? otherwise : parsed(name, value);
    }

    private static long parsed(String name, @Nullable String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BadRequestException("invalid " + name + ": \"" + value + "\" is not a number");
        }
        throw new BadRequestException("invalid " + name + ": " + value + " is negative");
    }
}
