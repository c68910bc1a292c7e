/**
 * What the log knows of the past, asked by object and by decision. Where the view of a controller folds changes into a
 * present, a {@link dev.gyre.events.history.History} keeps them apart: every version of an object that was, those of its
 * lives that are over too, and the decisions that led to them.
 */
@NullMarked
package dev.gyre.events.history;

import org.jspecify.annotations.NullMarked;
