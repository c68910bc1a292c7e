package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingLinesTest {

    @TempDir
    Path directory;

    @Test
    void aLineIsReadWhenItsEndIsThere() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "one\nready in ");
        try (Reader reader = Files.newBufferedReader(file)) {
            GrowingLines lines = new GrowingLines(reader);

            assertThat(lines.next()).isEqualTo("one");
            assertThat(lines.next()).isNull();

            Files.writeString(file, "5.9 s\nlast", StandardOpenOption.APPEND);
            assertThat(lines.next()).isEqualTo("ready in 5.9 s");
            assertThat(lines.next()).isNull();
            assertThat(lines.rest()).isEqualTo("last");
        }
    }
}
