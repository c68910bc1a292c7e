/**
 * Who said what of an object: server-side apply, and the record that every other write leaves in {@code managedFields}. All of
 * it is pure. A {@link dev.gyre.gateway.apply.FieldSet} is a set of paths, in the form in which the API shows it. Four walks
 * over a tree and its schema make and use such sets: {@link dev.gyre.gateway.apply.OwnedFields} (what a document names),
 * {@link dev.gyre.gateway.apply.Comparison} (what differs), {@link dev.gyre.gateway.apply.Merge} (a configuration over what is
 * there) and {@link dev.gyre.gateway.apply.Removal} (a tree less a set). {@link dev.gyre.gateway.apply.Ownership} puts them
 * together: what an update takes from others, and what an apply makes of an object, or with whom it is in conflict.
 */
@NullMarked
package dev.gyre.gateway.apply;

import org.jspecify.annotations.NullMarked;
