/** What the gateway asks of a Secret. */
@NullMarked
package dev.gyre.gateway.secret;

import org.jspecify.annotations.NullMarked;
