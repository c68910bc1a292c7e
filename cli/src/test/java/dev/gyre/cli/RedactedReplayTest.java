package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of one kind's objects does not make the decisions about others look different. */
class RedactedReplayTest {

    private static final String INCIDENT =
            Path.of("..", "examples", "incident", "incident.gyre").toString();

    @TempDir
    private Path directory;

    @Test
    void configMapsCanBeEmptiedWithoutADifference() throws IOException {
        String file = directory.resolve("redacted.gyre").toString();

        assertThat(run("events", "--log", INCIDENT, "--export", file, "--redact", "cm:data.*"))
                .isZero();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("(redacted)", "\"configmaps:data.*\"");
        }
        assertThat(run("replay", file)).isZero();
    }

    private static int run(String... arguments) {
        return Gyre.commandLine().execute(arguments);
    }
}
