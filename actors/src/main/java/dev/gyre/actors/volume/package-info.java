/**
 * Volumes, claims and classes as those read them who decide about them: the controllers that bind, provision and protect, and
 * the scheduler. {@link dev.gyre.actors.volume.VolumeMatch} says which volume a claim may have.
 */
@NullMarked
package dev.gyre.actors.volume;

import org.jspecify.annotations.NullMarked;
