package dev.gyre.events.file;

import org.jspecify.annotations.Nullable;

/** A log file that cannot be written or read; the message is for whoever named the file. */
public final class LogFileException extends RuntimeException {

    public LogFileException(String message) {
        this(message, null);
    }

    public LogFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
