/** The log in memory: the second implementation of the port, for tests and for running everything on one thread. */
@NullMarked
package dev.gyre.events.memory;

import org.jspecify.annotations.NullMarked;
