package dev.gyre.schemas.certificate;

/** What should be a request for a certificate is none; the message says why, in the words of the API. */
public final class MalformedRequestException extends Exception {

    MalformedRequestException(String message) {
        super(message, null, false, false);
    }
}
