package dev.gyre.schemas.job;

import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Some of an indexed Job's indexes, as {@code 1,3-5,7} has them: ascending, ranges with both ends. Immutable.
 */
public final class IndexSet {

    public static final IndexSet EMPTY = new IndexSet(new BitSet());

    private final BitSet indexes;

    private IndexSet(BitSet indexes) {
        this.indexes = indexes;
    }

    /**
     * Throws an {@link IllegalArgumentException} that says what is wrong.
     *
     * @param limit no index may be as great as this
     */
    public static IndexSet parse(String text, int limit) {
        BitSet indexes = new BitSet();
        int last = -1;
        for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            String[] bounds = range.split("-", -1);
            if (bounds.length > 2) {
                throw new IllegalArgumentException("the fragment \"" + range
                        + "\" violates the requirement that an index interval can have at most two parts separated by"
                        + " '-'");
            }
            int first = index(bounds[0], limit, last);
            last = bounds.length == 2 ? index(bounds[1], limit, first) : first;
            indexes.set(first, last + 1);
        }
        return new IndexSet(indexes);
    }

    private static int index(String text, int limit, int previous) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("cannot convert string to integer for index: \"" + text + "\"");
        }
        int index = Integer.parseInt(text);
        if (index >= limit) {
            throw new IllegalArgumentException("too large index: \"" + text + "\"");
        }
        if (index <= previous) {
            throw new IllegalArgumentException("non-increasing order, previous: " + previous + ", current: " + index);
        }
        return index;
    }

    /** As a status says it; nothing where it cannot be read, and nothing beyond the limit, which may have become less. */
    public static IndexSet read(String text, int limit) {
        try {
            IndexSet all = parse(text, Integer.MAX_VALUE);
            return new IndexSet(all.indexes.get(0, limit));
        } catch (IllegalArgumentException unreadable) {
            return EMPTY;
        }
    }

    public static IndexSet of(Collection<Integer> indexes) {
        BitSet bits = new BitSet();
        indexes.forEach(bits::set);
        return new IndexSet(bits);
    }

    public IndexSet with(IndexSet others) {
        BitSet more = (BitSet) indexes.clone();
        more.or(others.indexes);
        return new IndexSet(more);
    }

    /** Those that are in both. */
    public IndexSet and(IndexSet others) {
        BitSet both = (BitSet) indexes.clone();
        both.and(others.indexes);
        return new IndexSet(both);
    }

    public boolean contains(int index) {
        return indexes.get(index);
    }

    public int size() {
        return indexes.cardinality();
    }

    /** The least index from this one on that is not in here. */
    public int nextMissing(int from) {
        return indexes.nextClearBit(from);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IndexSet set && indexes.equals(set.indexes);
    }

    @Override
    public int hashCode() {
        return indexes.hashCode();
    }

    /** Two in a row are two, three are a range. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int first = indexes.nextSetBit(0); first >= 0; ) {
            int last = indexes.nextClearBit(first) - 1;
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append(last == first + 1 ? ',' : '-').append(last);
            }
            first = indexes.nextSetBit(last + 1);
        }
        return text.toString();
    }
}
