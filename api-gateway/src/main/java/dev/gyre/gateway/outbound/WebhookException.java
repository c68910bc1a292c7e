package dev.gyre.gateway.outbound;

/** A webhook that could not be asked, or whose answer is none. The message says why, in the words that clients know. */
public final class WebhookException extends RuntimeException {

    public WebhookException(String message) {
        super(message, null, false, false);
    }
}
