package dev.gyre.cli;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a file that somebody else still writes to: none before its end has been written. */
final class GrowingLines {

    private final Reader reader;
    private final StringBuilder begun = new StringBuilder();

    GrowingLines(Reader reader) {
        this.reader = reader;
    }

    /** The next whole line; null where there is none yet. */
    @Nullable
    String next() throws IOException {
        for (int character = reader.read(); character >= 0; character = reader.read()) {
            if (character == '\n') {
                return rest();
            }
            begun.append((char) character);
        }
        return null;
    }

    /** What has been begun and not ended. */
    String rest() {
        String line = begun.toString();
        begun.setLength(0);
        return line;
    }
}
