/**
 * What happens to a namespace that is deleted: its content goes first. {@link
 * dev.gyre.actors.namespace.NamespaceReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.namespace;

import org.jspecify.annotations.NullMarked;
