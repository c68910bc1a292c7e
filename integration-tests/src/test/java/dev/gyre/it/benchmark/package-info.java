/** Measurements: mains that are run by hand and print numbers; {@code docs/operations.md} has those that were written down. */
package dev.gyre.it.benchmark;
