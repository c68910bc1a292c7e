/** Finding the change that broke something by asking about states in between. */
@NullMarked
package dev.gyre.cli.bisect;

import org.jspecify.annotations.NullMarked;
