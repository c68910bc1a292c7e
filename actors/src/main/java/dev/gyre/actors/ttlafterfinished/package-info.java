/** Deletes Jobs some time after they have ended, where they ask for it. */
@NullMarked
package dev.gyre.actors.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
