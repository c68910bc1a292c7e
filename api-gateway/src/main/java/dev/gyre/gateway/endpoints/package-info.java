/** What the gateway asks of Endpoints. */
@NullMarked
package dev.gyre.gateway.endpoints;

import org.jspecify.annotations.NullMarked;
