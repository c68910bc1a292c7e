/** What the gateway asks of a PriorityClass, and the priority that it gives pods. */
@NullMarked
package dev.gyre.gateway.priority;

import org.jspecify.annotations.NullMarked;
