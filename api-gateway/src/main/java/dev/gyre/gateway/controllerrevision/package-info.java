/** What the gateway asks of a ControllerRevision. */
@NullMarked
package dev.gyre.gateway.controllerrevision;

import org.jspecify.annotations.NullMarked;
