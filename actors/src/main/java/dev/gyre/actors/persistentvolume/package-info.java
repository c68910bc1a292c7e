/**
 * What a volume says of itself, and what becomes of it after its claim: {@link
 * dev.gyre.actors.persistentvolume.PersistentVolumeReconciler}.
 */
@NullMarked
package dev.gyre.actors.persistentvolume;

import org.jspecify.annotations.NullMarked;
