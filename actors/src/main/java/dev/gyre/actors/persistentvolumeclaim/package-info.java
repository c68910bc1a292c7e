/**
 * Gives each claim a volume, and both the knowledge of each other. {@link
 * dev.gyre.actors.persistentvolumeclaim.PersistentVolumeClaimReconciler} takes one step of it at a time.
 */
@NullMarked
package dev.gyre.actors.persistentvolumeclaim;

import org.jspecify.annotations.NullMarked;
