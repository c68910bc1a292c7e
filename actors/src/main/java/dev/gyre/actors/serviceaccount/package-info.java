/**
 * What every namespace has from the start. {@link dev.gyre.actors.serviceaccount.ServiceAccountReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.serviceaccount;

import org.jspecify.annotations.NullMarked;
