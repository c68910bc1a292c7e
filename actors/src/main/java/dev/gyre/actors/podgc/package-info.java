/**
 * Removes pods that no kubelet will ever end. {@link dev.gyre.actors.podgc.PodGcReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.podgc;

import org.jspecify.annotations.NullMarked;
