package dev.gyre.gateway.patch;

/** A patch that cannot be carried out. */
public final class PatchException extends RuntimeException {

    /** What is wrong with it. */
    public enum Fault {
        /** The patch is none, whatever it is applied to. */
        MALFORMED,
        /** The patch does not fit this object. */
        DOES_NOT_APPLY,
        /** There is more of it than will be looked at. */
        TOO_LARGE
    }

    private final Fault fault;

    private PatchException(String message, Fault fault) {
        super(message, null, false, false);
        this.fault = fault;
    }

    static PatchException malformed(String message) {
        return new PatchException(message, Fault.MALFORMED);
    }

    static PatchException doesNotApply(String message) {
        return new PatchException(message, Fault.DOES_NOT_APPLY);
    }

    static PatchException tooLarge(String message) {
        return new PatchException(message, Fault.TOO_LARGE);
    }

    public Fault fault() {
        return fault;
    }
}
