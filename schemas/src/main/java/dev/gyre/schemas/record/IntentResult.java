package dev.gyre.schemas.record;

import dev.gyre.schemas.Status;
import org.jspecify.annotations.Nullable;

/**
 * What became of an intent. It is also how far the intents of its partition have been dealt with, so that the two can never
 * say different things.
 *
 * @param account {@code <namespace>.<name>} of the service account, as in the topic's name
 * @param source of the intent's CloudEvent, which with {@code id} names the intent; both empty for a record that says neither
 * @param epoch of whoever dealt with the partition; of two results at one offset the one of the higher epoch counts
 * @param key the object, as on the log; empty for a record that names none
 * @param revision at which it was committed; 0 where it was not
 * @param status why not, in the API's own words; null where it was committed
 * @param isRepeat whether the same intent was dealt with before, at another offset: this says again what was said then
 */
public record IntentResult(
        String account,
        String source,
        String id,
        int partition,
        long offset,
        long epoch,
        Kind kind,
        String key,
        long revision,
        @Nullable Status status,
        boolean isRepeat) {

    /** In which way it ended. */
    public enum Kind {
        COMMITTED,
        REFUSED,
        /** The record is no intent that could ever be carried out. */
        POISON
    }
}
