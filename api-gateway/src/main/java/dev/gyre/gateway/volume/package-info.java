/** What the gateway asks of persistent volumes and of the claims on them. */
@NullMarked
package dev.gyre.gateway.volume;

import org.jspecify.annotations.NullMarked;
