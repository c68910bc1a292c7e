package dev.gyre.cli;

import org.jspecify.annotations.Nullable;

/**
 * Something that the user can put right: printed as one line, without a stack trace, and the exit code is 1, of a question to
 * the log 2.
 */
public final class CommandFailure extends RuntimeException {
    public CommandFailure(String line) {
        this(line, null);
    }

    public CommandFailure(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
