package dev.gyre.actors.workload;

import dev.gyre.schemas.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Times as the API writes them: RFC 3339, in whole seconds. */
public final class Timestamp {

    private Timestamp() {}

    public static String write(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Null where there is none, or none that can be read. */
    public static @Nullable Instant read(JsonNode value) {
        try {
            return value.isString() ? Timestamps.parse(value.asString()) : null;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
