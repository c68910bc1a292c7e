/**
 * Keeps the definitions of kinds that users define: whose names are accepted, and that the objects of a kind go before its
 * definition does. {@link dev.gyre.actors.customresource.DefinitionReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.customresource;

import org.jspecify.annotations.NullMarked;
