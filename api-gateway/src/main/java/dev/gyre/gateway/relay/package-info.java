/**
 * The relay's side of the store: who may relay ({@link dev.gyre.gateway.relay.LeaseElection}), what there is to relay
 * ({@link dev.gyre.gateway.relay.StoreRevisions}), which log belongs to the store ({@link
 * dev.gyre.gateway.relay.StoredLogIdentity}), and how the store is kept from growing while the log catches up: history is
 * compacted behind the log, and writes are held off ({@link dev.gyre.gateway.relay.WriteGate}) before it is too far behind.
 * What the relay does is decided in {@code dev.gyre.events.relay}.
 */
@NullMarked
package dev.gyre.gateway.relay;

import org.jspecify.annotations.NullMarked;
