package dev.gyre.events;

import dev.gyre.events.record.Stamp;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From which moment on changes are wanted.
 *
 * @param isBefore whether a change is before the first one that is wanted; where it is of one, it is of all before that one
 * @param time which moment that is; null where it is no time
 */
public record Since(Predicate<Stamp> isBefore, @Nullable Instant time) {}
