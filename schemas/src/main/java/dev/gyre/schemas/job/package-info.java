/** What Jobs write down of their indexes. */
@NullMarked
package dev.gyre.schemas.job;

import org.jspecify.annotations.NullMarked;
