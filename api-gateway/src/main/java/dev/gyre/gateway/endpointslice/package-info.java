/** What the gateway asks of an EndpointSlice. */
@NullMarked
package dev.gyre.gateway.endpointslice;

import org.jspecify.annotations.NullMarked;
