/** What the gateway asks of a Node. */
@NullMarked
package dev.gyre.gateway.node;

import org.jspecify.annotations.NullMarked;
