/**
 * Puts roles together from others: a ClusterRole with an {@code aggregationRule} has the rules of all those that carry the
 * labels it selects. {@link dev.gyre.actors.clusterroleaggregation.ClusterRoleAggregationReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
