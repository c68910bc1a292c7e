/**
 * The {@code gyre} command: starts the roles, alone or all together, and asks the log questions. {@link
 * dev.gyre.cli.Gyre} lists the commands. This is where everything is put together; nothing here decides anything about a
 * cluster.
 */
@NullMarked
package dev.gyre.cli;

import org.jspecify.annotations.NullMarked;
