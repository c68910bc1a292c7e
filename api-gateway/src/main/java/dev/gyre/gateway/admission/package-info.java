/**
 * Rules that look beyond the object that is written: what is allocated to it from a range, what its namespace limits. {@link
 * dev.gyre.gateway.admission.AdmissionRule} is the way in; what must hold exactly, whichever gateways write at once, names the
 * {@link dev.gyre.gateway.storage.Serial}s that it rests on.
 */
@NullMarked
package dev.gyre.gateway.admission;

import org.jspecify.annotations.NullMarked;
