/**
 * Measurements: mains that are run by hand and print numbers; {@code docs/operations.md} and {@code docs/performance.md} have those
 * that were written down.
 */
package dev.gyre.it.benchmark;
