/**
 * How many pods of each PodDisruptionBudget may be evicted now. The gateway takes from that number with each eviction; this
 * says it anew when pods come, go, or become ready. {@link dev.gyre.actors.disruption.DisruptionReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.disruption;

import org.jspecify.annotations.NullMarked;
