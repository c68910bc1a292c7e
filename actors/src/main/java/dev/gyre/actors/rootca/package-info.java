/**
 * By what pods know the API's server. {@link dev.gyre.actors.rootca.RootCaReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.rootca;

import org.jspecify.annotations.NullMarked;
