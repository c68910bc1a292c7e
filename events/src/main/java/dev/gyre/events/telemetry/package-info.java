/**
 * What a process says about itself: numbers for Prometheus and spans for OpenTelemetry, by Kamon, which nothing outside of
 * this package sees. Families ({@link dev.gyre.events.telemetry.Counters}, {@link dev.gyre.events.telemetry.Gauges}, {@link
 * dev.gyre.events.telemetry.Durations}) are named once, where they are counted, and cost well under a microsecond; each has a
 * bound on its series, so that no caller can fill memory with labels. {@link dev.gyre.events.telemetry.Telemetry} starts it all,
 * once a process, and writes the page that is scraped.
 */
@NullMarked
package dev.gyre.events.telemetry;

import org.jspecify.annotations.NullMarked;
