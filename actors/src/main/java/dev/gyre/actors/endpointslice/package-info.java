/**
 * Keeps the EndpointSlices of a Service: which endpoints there are follows from its pods, and how they are spread over slices
 * ({@link dev.gyre.actors.endpointslice.SlicePacking}) follows from where they already are, so that one pod's change is one
 * small write.
 */
@NullMarked
package dev.gyre.actors.endpointslice;

import org.jspecify.annotations.NullMarked;
