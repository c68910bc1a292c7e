/** What the gateway asks of a DaemonSet, and what it counts for it. */
@NullMarked
package dev.gyre.gateway.daemonset;

import org.jspecify.annotations.NullMarked;
