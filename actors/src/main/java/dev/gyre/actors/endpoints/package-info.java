/** Keeps the Endpoints of a Service that selects pods: older than slices, and still read by many. */
@NullMarked
package dev.gyre.actors.endpoints;

import org.jspecify.annotations.NullMarked;
