package dev.gyre.gateway.cel;

/** An expression could not be compiled, or not be evaluated; the message says why, in the words of the language. */
public final class ExpressionException extends Exception {

    ExpressionException(String message, Throwable cause) {
        super(message, cause);
    }

    ExpressionException(String message) {
        super(message);
    }

    /** What is wrong; never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
