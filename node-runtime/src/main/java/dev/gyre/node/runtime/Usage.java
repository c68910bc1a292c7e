package dev.gyre.node.runtime;

import java.time.Instant;

/**
 * What a container, or a machine, has used.
 *
 * @param cpuNanos since it began
 * @param workingSetBytes memory that could not be given back at once
 */
public record Usage(Instant at, long cpuNanos, long workingSetBytes, long usageBytes, long residentBytes) {}
