/**
 * What happens when a node falls silent or is not fit for pods. {@link
 * dev.gyre.actors.nodelifecycle.NodeLifecycleReconciler} turns silence into conditions and conditions into taints; {@link
 * dev.gyre.actors.nodelifecycle.TaintEvictionReconciler} turns taints into evictions, pod by pod.
 */
@NullMarked
package dev.gyre.actors.nodelifecycle;

import org.jspecify.annotations.NullMarked;
