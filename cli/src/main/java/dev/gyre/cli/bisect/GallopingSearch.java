package dev.gyre.cli.bisect;

import java.util.OptionalLong;

/**
 * The search for a revision at which something was still good, where nobody says one: backwards from one at which it is bad, at distances
 * that double, and from the middle of what the log can show on by halves. A good time that was short and long ago may be missed.
 */
public final class GallopingSearch {

    private final long bad;
    private long distance = 1;
    private long earliest;
    private long beyond;

    /** @param bad a revision at which it is bad */
    public GallopingSearch(long bad) {
        this.bad = bad;
        this.earliest = bad;
    }

    /** Where to look next; empty where the log's beginning has been reached. */
    public OptionalLong next() {
        long next = Math.max(bad - distance, beyond + (earliest - beyond) / 2);
        return next > beyond && next < earliest ? OptionalLong.of(next) : OptionalLong.empty();
    }

    /** It was not good there. */
    public void notGood(long revision) {
        earliest = revision;
        distance = Math.min(2 * distance, bad);
    }

    /** The log does not reach back to there. */
    public void notOnTheLog(long revision) {
        beyond = revision;
    }

    /** The earliest revision that was looked at. */
    public long earliest() {
        return earliest;
    }
}
