/**
 * What a StatefulSet does: keeps pods that have a name, a place in a row and volumes of their own. {@link
 * dev.gyre.actors.statefulset.Turn} takes the next step in that row, {@link dev.gyre.actors.statefulset.Identity} says what makes
 * a pod the one it is, {@link dev.gyre.actors.statefulset.VolumeClaims} what it keeps. {@link
 * dev.gyre.actors.statefulset.StatefulSetReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.statefulset;

import org.jspecify.annotations.NullMarked;
