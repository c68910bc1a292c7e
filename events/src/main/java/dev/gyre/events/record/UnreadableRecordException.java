package dev.gyre.events.record;

/** A record that is none of the log's, or is damaged. */
public final class UnreadableRecordException extends RuntimeException {
    public UnreadableRecordException(String message) {
        super(message);
    }

    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
