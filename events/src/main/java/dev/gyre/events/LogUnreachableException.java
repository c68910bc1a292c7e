package dev.gyre.events;

import org.jspecify.annotations.Nullable;

/** There is no log where one was expected, or nobody who answers for it. The message is a line for a human. */
public final class LogUnreachableException extends RuntimeException {
    public LogUnreachableException(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
