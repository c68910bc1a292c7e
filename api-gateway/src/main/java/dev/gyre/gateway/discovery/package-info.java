/**
 * What a client learns about the API before it uses it: groups, versions and resources, in the old form and the aggregated
 * one; OpenAPI in both versions; the server's version and health. All of it is derived from the registry of kinds, built
 * once on first use and answered from memory.
 */
@NullMarked
package dev.gyre.gateway.discovery;

import org.jspecify.annotations.NullMarked;
