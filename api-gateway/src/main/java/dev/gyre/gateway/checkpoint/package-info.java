/** A gateway's share in keeping the log short enough to be asked: checkpoints in the background, and what they make unnecessary. */
@NullMarked
package dev.gyre.gateway.checkpoint;

import org.jspecify.annotations.NullMarked;
