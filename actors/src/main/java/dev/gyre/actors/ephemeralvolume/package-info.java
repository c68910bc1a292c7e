/**
 * Makes the claims of volumes that live as long as their pod: {@link
 * dev.gyre.actors.ephemeralvolume.EphemeralVolumeReconciler}. The garbage collector takes them away.
 */
@NullMarked
package dev.gyre.actors.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
