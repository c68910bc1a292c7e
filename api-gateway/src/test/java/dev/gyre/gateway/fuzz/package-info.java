/**
 * Bytes from anywhere against whatever reads them first. {@link dev.gyre.gateway.fuzz.FuzzTargets} says what must hold for each;
 * every build tries the kept corpus in {@code src/test/resources/fuzz}, and {@code api-gateway/fuzz} searches for more.
 */
package dev.gyre.gateway.fuzz;
