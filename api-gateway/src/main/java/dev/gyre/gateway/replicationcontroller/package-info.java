/** What the gateway asks of a ReplicationController. */
@NullMarked
package dev.gyre.gateway.replicationcontroller;

import org.jspecify.annotations.NullMarked;
