package dev.gyre.gateway.patch;

/** A patch that cannot be carried out. */
public final class PatchException extends RuntimeException {

    private final boolean isMalformed;

    private PatchException(String message, boolean isMalformed) {
        super(message, null, false, false);
        this.isMalformed = isMalformed;
    }

    /** The patch is none, whatever it is applied to. */
    static PatchException malformed(String message) {
        return new PatchException(message, true);
    }

    /** The patch does not fit this object. */
    static PatchException doesNotApply(String message) {
        return new PatchException(message, false);
    }

    public boolean isMalformed() {
        return isMalformed;
    }
}
