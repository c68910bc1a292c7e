package dev.gyre.events.record;

import dev.gyre.schemas.record.Position;
import java.time.Instant;

/**
 * What the relay puts on each of its records: the log's generation, the relay's term, the record's position in history and
 * the position of the record before it in the same partition. {@code time} never goes back from one revision to the next.
 */
public record Stamp(long generation, long term, Position position, Position previous, Instant time) {}
