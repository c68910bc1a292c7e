/**
 * Sessions with containers: exec, attach and port-forward. A client speaks WebSocket (in one of five dialects of channels, or
 * with SPDY inside) or SPDY; a kubelet is spoken to in one internal protocol ({@link dev.gyre.schemas.stream}); an edge
 * translates, and a relay joins the two. Everything of a session happens on the event loop of the client's connection, and a
 * side that does not keep up holds the other one back, so that nothing is kept beyond the buffers of the connections.
 */
@NullMarked
package dev.gyre.gateway.streams;

import org.jspecify.annotations.NullMarked;
