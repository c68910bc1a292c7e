package dev.gyre.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every build tries what was kept: what somebody thought of, what a search found to be new, and what was once a fault. */
class FuzzCorpusTest {

    @ParameterizedTest
    @EnumSource(FuzzTargets.class)
    void whatWasKeptStillHolds(FuzzTargets target) throws IOException {
        Path folder = Path.of("src/test/resources/fuzz", target.name().toLowerCase(Locale.ROOT));
        List<Path> corpus;
        try (Stream<Path> files = Files.list(folder)) {
            corpus = files.sorted().toList();
        }
        assertThat(corpus).isNotEmpty();
        for (Path file : corpus) {
            byte[] bytes = Files.readAllBytes(file);
            try {
                target.fuzz(bytes);
                // What is shortened must be refused or hold as well.
                target.fuzz(Arrays.copyOf(bytes, bytes.length / 2));
            } catch (Throwable fault) {
                throw new AssertionError(file + ": " + fault, fault);
            }
        }
    }
}
