/** What the tests of all modules share. */
@NullMarked
package dev.gyre.testing;

import org.jspecify.annotations.NullMarked;
