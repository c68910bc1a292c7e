/** What the gateway asks of a Lease. */
@NullMarked
package dev.gyre.gateway.lease;

import org.jspecify.annotations.NullMarked;
