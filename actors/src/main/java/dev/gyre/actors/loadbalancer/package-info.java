/**
 * Gives Services of type {@code LoadBalancer} addresses out of a pool of the host's own ({@link
 * dev.gyre.actors.loadbalancer.AddressPool}), so that such Services work where no cloud stands behind. Who forwards what
 * arrives there is the nodes' affair.
 */
@NullMarked
package dev.gyre.actors.loadbalancer;

import org.jspecify.annotations.NullMarked;
