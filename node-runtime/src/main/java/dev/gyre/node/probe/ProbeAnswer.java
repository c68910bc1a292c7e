package dev.gyre.node.probe;

/** What a container answered, in words fit for an Event. */
public record ProbeAnswer(Kind kind, String message) {

    /** What sort of answer it is. */
    public enum Kind {
        YES,
        /** Yes, with something that somebody should look at. */
        YES_BUT,
        /** It answered, and said no. */
        NO,
        /** Nothing there answered, or not in time. */
        SILENCE,
        /** It could not be asked. */
        UNASKED
    }

    public static final ProbeAnswer YES = new ProbeAnswer(Kind.YES, "");

    static ProbeAnswer no(String message) {
        return new ProbeAnswer(Kind.NO, message);
    }

    static ProbeAnswer silence(String message) {
        return new ProbeAnswer(Kind.SILENCE, message);
    }

    static ProbeAnswer unasked(String message) {
        return new ProbeAnswer(Kind.UNASKED, message);
    }
}
