/**
 * Where objects are kept. {@link dev.gyre.gateway.storage.ResourceStore} is the port; etcd and memory implement it under
 * one contract suite. The {@code WatchCache} serves reads and watches from the store's one watch.
 */
@NullMarked
package dev.gyre.gateway.storage;

import org.jspecify.annotations.NullMarked;
