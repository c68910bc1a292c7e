package dev.gyre.schemas;

import java.time.Instant;

/**
 * Where a write came from: the user that asked, the id of the request, decision or event that led to it, the W3C trace it
 * belongs to (empty for none), and when the gateway took it. Stored in the header of every value and carried by every
 * record of the log.
 */
public record Provenance(String actor, String cause, String traceparent, Instant time) {}
