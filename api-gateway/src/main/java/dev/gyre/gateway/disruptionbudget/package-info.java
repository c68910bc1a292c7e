/** What the gateway asks of a PodDisruptionBudget. */
@NullMarked
package dev.gyre.gateway.disruptionbudget;

import org.jspecify.annotations.NullMarked;
