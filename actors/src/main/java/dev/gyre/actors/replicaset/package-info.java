/**
 * What a ReplicaSet does: keeps as many pods alive as its {@code replicas} says. {@link
 * dev.gyre.actors.replicaset.ReplicaSetReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.replicaset;

import org.jspecify.annotations.NullMarked;
