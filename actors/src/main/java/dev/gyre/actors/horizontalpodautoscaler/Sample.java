package dev.gyre.actors.horizontalpodautoscaler;

import java.time.Duration;
import java.time.Instant;

/** What was measured of one pod: thousandths of the measure's unit, at that time, over that long before. */
record Sample(long milli, Instant at, Duration window) {}
