/**
 * How containers are asked how they are, and how their hooks are run: {@link dev.gyre.node.probe.Prober} is the port, and
 * behind it stand real connections ({@link dev.gyre.node.probe.NetworkProber}) and a simulation, held by one contract
 * suite. Nothing here knows what an answer leads to: that is {@code dev.gyre.node.lifecycle}'s business.
 */
@NullMarked
package dev.gyre.node.probe;

import org.jspecify.annotations.NullMarked;
