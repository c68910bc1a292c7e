/**
 * Who decides about what. The members of a group share the partitions of the log's changes; whoever gains one raises its
 * epoch in the store before anything else, so that whatever an earlier owner still has under way is refused there. Kafka's
 * group says who should act, the epoch who can.
 */
@NullMarked
package dev.gyre.actors.ownership;

import org.jspecify.annotations.NullMarked;
