/** What the gateway asks of a RuntimeClass, and what it gives pods that name one. */
@NullMarked
package dev.gyre.gateway.runtimeclass;

import org.jspecify.annotations.NullMarked;
