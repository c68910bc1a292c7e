/**
 * What a gateway and a kubelet say to each other while a user is in a container: binary messages of a WebSocket, each led by
 * its channel. What the user's client speaks is the gateway's affair.
 */
@NullMarked
package dev.gyre.schemas.stream;

import org.jspecify.annotations.NullMarked;
