/**
 * The API as Gyre's own parts see it: {@link dev.gyre.schemas.ApiClient} over HTTP, or over the handler in this process. What
 * a command is as a request, and what an answer means for it, is one mapping for both, so that a controller cannot tell
 * which of the two it speaks to.
 */
@NullMarked
package dev.gyre.gateway.client;

import org.jspecify.annotations.NullMarked;
