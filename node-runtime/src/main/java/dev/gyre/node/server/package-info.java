/**
 * What a kubelet serves over HTTPS, one port a node: container logs, its pods, its health. Only the gateway may call, by
 * its client certificate.
 */
@NullMarked
package dev.gyre.node.server;

import org.jspecify.annotations.NullMarked;
