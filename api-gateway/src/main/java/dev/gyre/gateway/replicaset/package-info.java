/** What the gateway asks of a ReplicaSet. */
@NullMarked
package dev.gyre.gateway.replicaset;

import org.jspecify.annotations.NullMarked;
