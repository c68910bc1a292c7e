/**
 * Containers by Docker, over its Unix socket. {@link dev.gyre.node.docker.DockerRuntime} is the adapter; the transport is
 * ours because those that come with the library never pass on the end of standard input.
 */
@NullMarked
package dev.gyre.node.docker;

import org.jspecify.annotations.NullMarked;
