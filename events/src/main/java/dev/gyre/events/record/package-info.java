/**
 * The records of the log as CloudEvents: what stands in the headers, what in the value, and how one is told from another.
 * Everything that the relay writes carries a {@link dev.gyre.events.record.Stamp}, by which a reader knows void records
 * from valid ones without looking at the value.
 */
@NullMarked
package dev.gyre.events.record;

import org.jspecify.annotations.NullMarked;
