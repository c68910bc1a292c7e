/**
 * Volumes on this node, as directories under {@code <data>/nodes/<node>/pods/<uid>/volumes}. They are made before the
 * pod's sandbox, brought up to date while it runs, and removed, unmounted first, when its containers are gone.
 */
@NullMarked
package dev.gyre.node.volume;

import org.jspecify.annotations.NullMarked;
