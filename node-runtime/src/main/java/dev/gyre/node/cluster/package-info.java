/**
 * The cluster's objects as a node's parts follow them: the service proxy, DNS, Ingress. One reader of the log serves all
 * followers of a process; each follower lists what it wants as itself and hears every later change.
 */
@NullMarked
package dev.gyre.node.cluster;

import org.jspecify.annotations.NullMarked;
