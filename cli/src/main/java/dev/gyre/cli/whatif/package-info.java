/**
 * What would happen if: {@link dev.gyre.cli.whatif.Forecast} says what became of a cluster between two states of a sandbox, and
 * why. The sandbox itself, which is made of all the roles, is in {@code dev.gyre.cli}.
 */
@NullMarked
package dev.gyre.cli.whatif;

import org.jspecify.annotations.NullMarked;
