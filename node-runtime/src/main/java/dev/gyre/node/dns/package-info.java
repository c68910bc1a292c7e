/**
 * The cluster's names, by Kubernetes' DNS specification 1.1.0. {@link dev.gyre.node.dns.Directory} is the pure part: Services
 * and EndpointSlices go in, records come out. {@link dev.gyre.node.dns.Responder} makes a query's answer from it, and hands
 * everything that is not the cluster's to the host's resolvers; {@link dev.gyre.node.dns.DnsServer} is its sockets.
 */
@NullMarked
package dev.gyre.node.dns;

import org.jspecify.annotations.NullMarked;
