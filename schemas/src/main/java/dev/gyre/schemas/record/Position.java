package dev.gyre.schemas.record;

/**
 * A place in the log: the etcd revision and, where one revision leads to several records in a partition, the index among
 * them. Printed as {@code revision.index}.
 */
public record Position(long revision, int index) implements Comparable<Position> {

    /** Before everything. */
    public static final Position START = new Position(0, 0);

    public static Position parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new Position(Long.parseLong(text), 0)
                : new Position(Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        int byRevision = Long.compare(revision, other.revision);
        return byRevision != 0 ? byRevision : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return revision + "." + index;
    }
}
