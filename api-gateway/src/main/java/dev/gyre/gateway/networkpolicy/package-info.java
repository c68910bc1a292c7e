/** What the gateway asks of a NetworkPolicy. */
@NullMarked
package dev.gyre.gateway.networkpolicy;

import org.jspecify.annotations.NullMarked;
