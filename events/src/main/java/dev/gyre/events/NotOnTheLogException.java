package dev.gyre.events;

/** What the log cannot show; the message is for whoever asked. */
public final class NotOnTheLogException extends RuntimeException {
    public NotOnTheLogException(String message) {
        super(message);
    }
}
