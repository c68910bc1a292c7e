/**
 * The cluster as controllers see it: an immutable view at one revision, folded from the log's changes, and the one actor of
 * a process that folds it and hands it on. A view costs by the change, so one can be kept for as long as somebody decides on
 * it, while the next is already being made.
 */
@NullMarked
package dev.gyre.actors.view;

import org.jspecify.annotations.NullMarked;
