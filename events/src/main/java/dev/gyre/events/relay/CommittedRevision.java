package dev.gyre.events.relay;

import dev.gyre.schemas.record.ResourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the store, which changes at most one published object. Without an event it is a key that is not
 * published (a Lease, an epoch, the relay's own term): it is counted, and the progress moves on over it.
 */
public record CommittedRevision(long revision, @Nullable ResourceEvent event) {}
