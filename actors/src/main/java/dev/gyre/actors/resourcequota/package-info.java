/**
 * What of each quota is used, for people to read: the gateway keeps to quotas without it. {@link
 * dev.gyre.actors.resourcequota.ResourceQuotaReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.resourcequota;

import org.jspecify.annotations.NullMarked;
