/** What the gateway asks of a Deployment. */
@NullMarked
package dev.gyre.gateway.deployment;

import org.jspecify.annotations.NullMarked;
