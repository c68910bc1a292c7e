package dev.gyre.gateway.storage;

/**
 * Fences decisions that rest on more than one object, such as "this address is free" or "the quota is not used up": a key
 * of the machinery that is put anew whenever something of its sort is taken. A write that names it is committed only where
 * nobody has taken any since the picture that the write was decided on, so of two writes decided on one picture one fails,
 * whichever gateways made them. Giving back needs no serial: what is in use is counted from the objects themselves.
 *
 * @param name what is decided about: {@code clusterip/10.96.0.5}, {@code quota/<namespace>}
 * @param revision at which the picture knew the serial; 0 where there was none
 */
public record Serial(String name, long revision, Use use) {

    /** How many a write may name; etcd takes 128 operations in a transaction. */
    public static final int MAX_OF_A_WRITE = 110;

    /** What a write does with a serial. */
    public enum Use {
        /** The decision rests on it and takes nothing. */
        SEEN,
        /** The write takes something, so that others' pictures are now outdated. */
        TAKEN,
        /** The object that it belongs to goes, and the serial with it, whatever its revision. */
        DROPPED
    }

    public static Serial seen(String name, long revision) {
        return new Serial(name, revision, Use.SEEN);
    }

    public static Serial taken(String name, long revision) {
        return new Serial(name, revision, Use.TAKEN);
    }

    public static Serial dropped(String name) {
        return new Serial(name, 0, Use.DROPPED);
    }

    boolean isCompared() {
        return use != Use.DROPPED;
    }
}
