package dev.gyre.cli.bisect;

import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The search for a revision at which something was still good, where nobody says one: backwards from one at which it is bad, at distances
 * that double, and from the middle of what the log can show on by halves; then in the middle of whatever is widest of what was passed over.
 * A good time that was short may be missed.
 */
public final class GallopingSearch {

    /** Looks at what was passed over: they find any good time that was a sixteenth of the log. */
    static final int MAX_SECOND_LOOKS = 32;

    private final long bad;
    private final TreeSet<Long> looked = new TreeSet<>();
    private long distance = 1;
    private long beyond;
    private int secondLooks;

    /** @param bad a revision at which it is bad */
    public GallopingSearch(long bad) {
        this.bad = bad;
        looked.add(bad);
    }

    /** Where to look next; empty where there is no more to be expected of looking. */
    public OptionalLong next() {
        long next = Math.max(bad - distance, middle(beyond, earliest()));
        if (next > beyond && next < earliest()) {
            return OptionalLong.of(next);
        }
        Long later = endOfWidestGap();
        if (later == null || secondLooks == MAX_SECOND_LOOKS) {
            return OptionalLong.empty();
        }
        secondLooks++;
        return OptionalLong.of(middle(looked.lower(later), later));
    }

    private static long middle(long earlier, long later) {
        return earlier + (later - earlier) / 2;
    }

    /** Of the widest gap between two revisions that were looked at the later one; null where there is none. */
    private @Nullable Long endOfWidestGap() {
        Long end = null;
        long widest = 1;
        Long earlier = null;
        for (Long revision : looked) {
            if (earlier != null && revision - earlier > widest) {
                widest = revision - earlier;
                end = revision;
            }
            earlier = revision;
        }
        return end;
    }

    /** It was not good there. */
    public void notGood(long revision) {
        looked.add(revision);
        distance = Math.min(2 * distance, bad);
    }

    /** The log does not reach back to there. */
    public void notOnTheLog(long revision) {
        beyond = revision;
    }

    /** How many revisions were looked at, the bad one among them. */
    public int looks() {
        return looked.size();
    }

    /** The earliest revision that was looked at. */
    public long earliest() {
        return looked.first();
    }
}
