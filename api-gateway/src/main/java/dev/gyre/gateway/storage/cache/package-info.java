/**
 * Reads and watches from memory. {@link dev.gyre.gateway.storage.cache.WatchCache} follows the store's one watch with one
 * writer; what it publishes is immutable, so readers take no lock and a snapshot stays what it was for as long as anybody
 * holds it.
 */
@NullMarked
package dev.gyre.gateway.storage.cache;

import org.jspecify.annotations.NullMarked;
