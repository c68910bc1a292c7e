package dev.gyre.schemas;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The API's {@code MicroTime}: UTC with always six digits behind the second, unlike {@code Time}, which has none. */
public final class MicroTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private MicroTime() {}

    public static String of(Instant instant) {
        return FORMAT.format(instant);
    }
}
