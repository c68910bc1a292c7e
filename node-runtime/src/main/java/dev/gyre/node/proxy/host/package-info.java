/**
 * Forwarding on Linux: nft, conntrack, iptables (for the one rule that Docker's policy makes necessary), ip, and what the
 * kernel shows below {@code /proc/sys} and {@code /sys}. Everything here can be made again and taken away again.
 */
@NullMarked
package dev.gyre.node.proxy.host;

import org.jspecify.annotations.NullMarked;
