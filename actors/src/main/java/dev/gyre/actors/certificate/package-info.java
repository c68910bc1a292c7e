/**
 * Certificates on request: {@link dev.gyre.actors.certificate.SigningReconciler} signs what was approved for the signers of
 * the cluster's own authority, {@link dev.gyre.actors.certificate.RequestCleaningReconciler} removes what nobody needs any
 * more. Approving is for people.
 */
@NullMarked
package dev.gyre.actors.certificate;

import org.jspecify.annotations.NullMarked;
