package dev.gyre.schemas.record;

import java.time.Instant;

/** A kubelet's sign of life. */
public record Heartbeat(String nodeName, Instant time) {}
