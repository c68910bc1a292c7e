/** What the gateway asks of an Event. */
@NullMarked
package dev.gyre.gateway.event;

import org.jspecify.annotations.NullMarked;
