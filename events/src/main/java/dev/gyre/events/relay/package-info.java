/**
 * Turns the store's history into the log. {@link dev.gyre.events.relay.Relay} is the rules, as a pure state machine: inputs
 * in, effects out. {@link dev.gyre.events.relay.RelayDriver} carries the effects out on an {@link
 * dev.gyre.events.EventLog}. Where the history comes from ({@link dev.gyre.events.relay.CommittedRevisions}) and who may
 * relay it ({@link dev.gyre.events.relay.RelayElection}) are ports, which the gateway implements with etcd.
 */
@NullMarked
package dev.gyre.events.relay;

import org.jspecify.annotations.NullMarked;
