/**
 * The store on etcd. {@link dev.gyre.gateway.storage.etcd.EtcdResourceStore} turns each write into one transaction and
 * follows everything by one watch; {@link dev.gyre.gateway.storage.etcd.EtcdProcess} runs the server itself where the user
 * has none. jetcd's generated protocol is used directly: its own watcher resumes after the store's revision instead of the
 * last event's when a connection breaks early, and here no revision may be skipped.
 */
@NullMarked
package dev.gyre.gateway.storage.etcd;

import org.jspecify.annotations.NullMarked;
