package dev.gyre.schemas.record;

/** A record that cannot be read. The message names the field and what was expected there. */
public final class RecordFormatException extends IllegalArgumentException {

    public RecordFormatException(String message) {
        super(message);
    }
}
