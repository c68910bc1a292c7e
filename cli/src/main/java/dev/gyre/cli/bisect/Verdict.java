package dev.gyre.cli.bisect;

/** What a command says of a state, by its exit code, as with {@code git bisect run}. */
public enum Verdict {
    GOOD,
    BAD,
    /** Nothing can be said of this one. */
    UNTESTABLE,
    /** The command itself does not work; there is no point in going on. */
    ABORT;

    private static final int SKIP = 125;
    private static final int HIGHEST_BAD = 127;

    public static Verdict ofExitCode(int code) {
        if (code == 0) {
            return GOOD;
        }
        if (code == SKIP) {
            return UNTESTABLE;
        }
        return code > 0 && code <= HIGHEST_BAD ? BAD : ABORT;
    }
}
