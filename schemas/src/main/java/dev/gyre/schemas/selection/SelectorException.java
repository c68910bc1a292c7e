package dev.gyre.schemas.selection;

/** A selector that cannot be read; the message is fit for the API's answer. */
public final class SelectorException extends IllegalArgumentException {

    SelectorException(String message) {
        super(message);
    }
}
