/**
 * HTTP as Vert.x has it, turned into {@link dev.gyre.gateway.ApiRequest} and back. Whatever a client may do badly (too much,
 * too slowly, half, or not HTTP at all) ends here, within bounds and without a word in the log.
 */
@NullMarked
package dev.gyre.gateway.http;

import org.jspecify.annotations.NullMarked;
