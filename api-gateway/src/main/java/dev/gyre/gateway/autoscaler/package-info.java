/** What the gateway asks of a HorizontalPodAutoscaler. */
@NullMarked
package dev.gyre.gateway.autoscaler;

import org.jspecify.annotations.NullMarked;
