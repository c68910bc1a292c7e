package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of one kind's objects does not make the decisions about others look different. */
class RedactedReplayTest {

    private static final String INCIDENT =
            Path.of("..", "examples", "incident", "incident.gyre").toString();

    @TempDir
    private Path directory;

    @Test
    void configMapsCanBeEmptiedWithoutADifference() {
        String file = directory.resolve("redacted.gyre").toString();

        assertThat(run("events", "--log", INCIDENT, "--export", file, "--redact", "cm:data.*"))
                .isZero();
        assertThat(run("replay", file)).isZero();
    }

    private static int run(String... arguments) {
        return Gyre.commandLine().execute(arguments);
    }
}
