/**
 * Objects of kinds that users define, from version to version, where a webhook does that. They are stored in one version and
 * worked on in the one that was asked for: {@link dev.gyre.gateway.conversion.Conversions} is the way between.
 */
@NullMarked
package dev.gyre.gateway.conversion;

import org.jspecify.annotations.NullMarked;
