/**
 * Deletes what nobody owns any more. Every object is decided about by itself: from its {@code ownerReferences}, and from its
 * finalizers where it is an owner that waits for its dependents. {@link
 * dev.gyre.actors.garbagecollection.GarbageCollectionReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.garbagecollection;

import org.jspecify.annotations.NullMarked;
