/** Containers that do not exist, for nodes that do not either: thousands of them in one JVM, on a clock of anybody's choice. */
@NullMarked
package dev.gyre.node.simulated;

import org.jspecify.annotations.NullMarked;
