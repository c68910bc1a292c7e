/**
 * Nobody loses storage while it is used: {@link dev.gyre.actors.storageprotection.ClaimProtectionReconciler} holds claims that
 * pods use, {@link dev.gyre.actors.storageprotection.VolumeProtectionReconciler} volumes that are bound.
 */
@NullMarked
package dev.gyre.actors.storageprotection;

import org.jspecify.annotations.NullMarked;
