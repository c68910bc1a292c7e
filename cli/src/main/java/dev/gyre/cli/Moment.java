package dev.gyre.cli;

import dev.gyre.schemas.record.Position;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A point of a cluster's history as people write it: a revision, a time of today, a full time, how long ago, or now. */
sealed interface Moment {

    /** How people write the present. */
    String NOW = "now";

    /** Everything that may be written, for whoever asks. */
    String SYNTAX = "a revision (4711), a time (10:32, 2026-11-28T10:32:05Z), how long ago (15m) or " + NOW;

    /** Whether a change at this position and time is at this moment or later. */
    boolean isReachedBy(Position position, Instant time);

    /** Whether it is later. */
    boolean isPassedBy(Position position, Instant time);

    /** The revision up to which a log must be complete to know of this moment; 0 where any may. */
    default long neededRevision() {
        return this instanceof AtRevision(long revision) ? revision : 0;
    }

    /** The last one that is not at this moment, as far as they are counted: of a time the same. */
    default Moment before() {
        return this instanceof AtRevision(long revision) && revision > 0 ? new AtRevision(revision - 1) : this;
    }

    /** The time that it is; null for a revision. */
    default @Nullable Instant time() {
        return this instanceof AtTime(Instant instant) ? instant : null;
    }

    /** Whether it is later than another one; no where one is a revision and the other a time, since only the log can tell. */
    default boolean isAfter(Moment other) {
        return switch (this) {
            case AtRevision(long revision) -> other instanceof AtRevision(long another) && revision > another;
            case AtTime(Instant instant) -> other instanceof AtTime(Instant another) && instant.isAfter(another);
        };
    }

    /** A revision of the store. */
    record AtRevision(long revision) implements Moment {
        @Override
        public boolean isReachedBy(Position position, Instant time) {
            return position.revision() >= revision;
        }

        @Override
        public boolean isPassedBy(Position position, Instant time) {
            return position.revision() > revision;
        }

        @Override
        public String toString() {
            return "revision " + revision;
        }
    }

    /** A time, by the clock of the gateways. */
    record AtTime(Instant instant) implements Moment {
        @Override
        public boolean isReachedBy(Position position, Instant time) {
            return !time.isBefore(instant);
        }

        @Override
        public boolean isPassedBy(Position position, Instant time) {
            return time.isAfter(instant);
        }

        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /** The same for what must have been: refuses what is yet to come, of which no log knows. */
    static Moment parsePast(String text, ZonedDateTime now) {
        Moment moment = parse(text, now);
        if (moment instanceof AtTime(Instant instant) && instant.isAfter(now.toInstant())) {
            throw new CommandFailure("\"" + text + "\" is yet to come: it would be " + instant);
        }
        return moment;
    }

    /**
     * Reads {@code 4711}, {@code 10:32}, {@code 10:32:05}, {@code 2026-11-28T10:32[:05][Z]}, also with a space in it as it is printed,
     * {@code 15m} (ago), or {@code now}.
     */
    static Moment parse(String text, ZonedDateTime now) {
        try {
            if (text.matches("\\d+")) {
                return new AtRevision(Long.parseLong(text));
            }
            if (text.equals(NOW)) {
                return new AtTime(now.toInstant());
            }
            if (text.matches("\\d+[smhd]")) {
                String iso = text.endsWith("d") ? "P" + text : "PT" + text;
                return new AtTime(now.toInstant().minus(Duration.parse(iso.toUpperCase(Locale.ROOT))));
            }
            if (text.matches("\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?")) {
                LocalTime time = LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
                return new AtTime(now.with(time).toInstant());
            }
            String full = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
            return new AtTime(
                    full.matches(".*(Z|[+-]\\d{2}:?\\d{2})")
                            ? ZonedDateTime.parse(full).toInstant()
                            : LocalDateTime.parse(full).atZone(now.getZone()).toInstant());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new CommandFailure("\"" + text + "\" is no moment; write " + SYNTAX);
        }
    }
}
