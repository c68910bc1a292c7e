package dev.gyre.events;

/** The log does not connect to what a reader has: it must start again from a snapshot. */
public final class BrokenHistoryException extends RuntimeException {
    public BrokenHistoryException(String message) {
        super(message);
    }
}
