/** What a replay found, for people and for programs. */
@NullMarked
package dev.gyre.cli.replay;

import org.jspecify.annotations.NullMarked;
