/** What the gateway asks of a Namespace. */
@NullMarked
package dev.gyre.gateway.namespace;

import org.jspecify.annotations.NullMarked;
