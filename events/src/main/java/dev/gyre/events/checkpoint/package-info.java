/**
 * The state of a cluster at a revision, kept on the log: each checkpoint holds of every object the record that last changed it,
 * and says where in each partition to go on. Whoever asks about the past begins with the newest one before it.
 */
@NullMarked
package dev.gyre.events.checkpoint;

import org.jspecify.annotations.NullMarked;
