package dev.gyre.node.server;

/** The caller asked for something that cannot be; the message is the answer. */
final class BadRequestException extends RuntimeException {
    private final int code;

    BadRequestException(String message) {
        this(400, message);
    }

    BadRequestException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
