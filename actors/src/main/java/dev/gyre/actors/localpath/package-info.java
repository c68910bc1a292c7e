/**
 * Makes volumes on the nodes' own disks for claims, and has them removed: {@link
 * dev.gyre.actors.localpath.LocalPathReconciler}. The directories are the nodes' affair.
 */
@NullMarked
package dev.gyre.actors.localpath;

import org.jspecify.annotations.NullMarked;
