package dev.gyre.cli.bisect;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The search for the first of some changes after which something is bad, where it was good before the first and is bad after
 * the last. Each answer halves what is left; one that says nothing costs a look at its neighbour.
 */
public final class Bisection {

    private int good = -1;
    private int bad;
    private final Set<Integer> untestable = new HashSet<>();

    /** @param changes how many there are, at least one */
    public Bisection(int changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("no change can be the first of " + changes);
        }
        this.bad = changes - 1;
    }

    /** The change after which to look next: the testable one nearest to the middle. Empty when there is no more to learn. */
    public OptionalInt next() {
        int middle = good + (bad - good) / 2;
        for (int distance = 0; distance <= bad - good; distance++) {
            for (int candidate : new int[] {middle - distance, middle + distance}) {
                if (candidate > good && candidate < bad && !untestable.contains(candidate)) {
                    return OptionalInt.of(candidate);
                }
            }
        }
        return OptionalInt.empty();
    }

    public void answer(int change, Verdict verdict) {
        switch (verdict) {
            case GOOD -> good = Math.max(good, change);
            case BAD -> bad = Math.min(bad, change);
            case UNTESTABLE -> untestable.add(change);
            case ABORT -> throw new IllegalArgumentException("an aborted search has no answer");
        }
    }

    /** Changes of which one may be the first bad one. */
    public int suspects() {
        return bad - good;
    }

    /** The earliest of them. */
    public int firstSuspect() {
        return good + 1;
    }
}
