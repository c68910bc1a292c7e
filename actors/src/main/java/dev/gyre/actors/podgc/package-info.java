/**
 * Removes pods that no kubelet will ever end ({@link dev.gyre.actors.podgc.PodGcReconciler}), and those that have ended when
 * there are too many of them ({@link dev.gyre.actors.podgc.TerminatedPodReconciler}).
 */
@NullMarked
package dev.gyre.actors.podgc;

import org.jspecify.annotations.NullMarked;
