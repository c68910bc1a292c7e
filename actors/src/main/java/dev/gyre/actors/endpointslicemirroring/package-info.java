/**
 * Shows Endpoints that somebody wrote by hand, for a Service without a selector, as EndpointSlices, since those are all that
 * proxies read.
 */
@NullMarked
package dev.gyre.actors.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
