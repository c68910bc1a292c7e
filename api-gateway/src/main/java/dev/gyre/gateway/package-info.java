/**
 * The Kubernetes API over HTTP. A request is authenticated, authorized, decoded, defaulted, admitted, validated, and becomes
 * one etcd transaction; reads and watches are served from a cache in memory that one etcd watch feeds. The relay, which
 * derives the log from that watch, lives here too. This is the only module that sees etcd ({@code
 * dev.gyre.gateway.storage}) and Vert.x ({@code dev.gyre.gateway.http}); the pipeline between them is plain Java.
 */
@NullMarked
package dev.gyre.gateway;

import org.jspecify.annotations.NullMarked;
