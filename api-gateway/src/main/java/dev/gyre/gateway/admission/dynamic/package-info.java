/**
 * Who has a say in a write beyond the gateway's own rules: webhooks and policies that users configure. {@link
 * dev.gyre.gateway.admission.dynamic.DynamicAdmission} is the way in, asked once for changes and once for a verdict; {@link
 * dev.gyre.gateway.admission.dynamic.AdmissionAttributes} is what all of them decide on, and {@link
 * dev.gyre.gateway.admission.dynamic.Criteria} who is asked at all.
 */
@NullMarked
package dev.gyre.gateway.admission.dynamic;

import org.jspecify.annotations.NullMarked;
