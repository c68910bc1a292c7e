package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that a machine can hold, each naming what to do instead. */
class TidyTest {

    private static final int MAX_LINES = 600;
    private static final Pattern HOMELESS =
            Pattern.compile("(Util|Utils|Helper|Helpers|Manager|Processor|Impl)\\.java$");
    private static final Pattern HOMELESS_PACKAGE = Pattern.compile("/(util|common|helper|misc|impl)/");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void aFileIsOneIdea() {
        assertThat(sources().filter(file -> lines(file) > MAX_LINES))
                .as("files over %d lines: split by idea", MAX_LINES)
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(sources()
                        .filter(file -> HOMELESS.matcher(file.toString()).find()
                                || HOMELESS_PACKAGE.matcher(file.toString()).find()))
                .as("a helper without a home is a type that is missing: name it")
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        List<Path> silent = sources()
                .filter(file -> file.toString().contains("/src/main/"))
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                .toList();
        assertThat(silent).as("packages without a package-info.java").isEmpty();
    }

    @Test
    void testsNeitherSleepNorMock() {
        assertThat(sources()
                        .filter(file -> file.toString().contains("/src/test/"))
                        .filter(file -> !file.endsWith("TidyTest.java"))
                        .filter(file -> text(file).contains("Thread.sleep(")
                                || text(file).contains("org.mockito")))
                .as("wait for a condition (Awaitility), and use the fake that passes the contract suite")
                .isEmpty();
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        return text(file).lines().count();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
