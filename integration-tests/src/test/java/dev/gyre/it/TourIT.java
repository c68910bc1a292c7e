package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/tour.md} is true: each of its commands, typed into one shell as a reader does it, prints what the page shows, with the
 * oldest and the newest {@code kubectl} of this machine. {@code -Dtour.rewrite=true} writes the page again from a run of the newest.
 */
class TourIT {

    private static final Path PAGE = GyreCluster.ROOT.resolve("docs/tour.md");
    private static final boolean REWRITE = Boolean.getBoolean("tour.rewrite");

    /** Where the page's reader is at home. */
    private static final String HOME = "/home/you";

    private static final Duration LOOKS_AGAIN = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(500);

    @TempDir
    Path directory;

    static Stream<Path> kubectls() {
        List<Path> versions = Kubectl.versions();
        return REWRITE
                ? Stream.of(versions.getLast())
                : Stream.of(versions.getFirst(), versions.getLast()).distinct();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void everyCommandPrintsWhatThePageShows(Path kubectl) throws IOException {
        TourPage page = TourPage.parse(Files.readAllLines(PAGE));
        GyreCluster cluster = GyreCluster.in(directory.resolve("home/.gyre"));
        List<TourPage.Part> real = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        try (cluster;
                TourSession session = session(cluster, kubectl)) {
            for (TourPage.Part part : page.parts()) {
                if (part instanceof TourPage.Step step) {
                    TourPage.Step actual = ask(session, step);
                    real.add(actual);
                    if (!isSame(step, actual)) {
                        differences.add(difference(step, actual));
                    }
                } else {
                    real.add(part);
                }
            }
        }
        assertThat(cluster.containers().all()).as("containers left after down").isEmpty();
        if (REWRITE) {
            Files.write(PAGE, new TourPage(real).lines());
        } else {
            assertThat(differences)
                    .as(() -> "%d of %d commands of docs/tour.md print something else with %s%n%s"
                            .formatted(
                                    differences.size(), page.steps().size(), kubectl, String.join("\n", differences)))
                    .isEmpty();
        }
    }

    /** A reader who looks a moment too early looks again: what only reads is asked until it prints what the page shows, within bounds. */
    private TourPage.Step ask(TourSession session, TourPage.Step step) {
        TourPage.Step actual = step.withOutput(run(session, step));
        long deadline = System.nanoTime() + LOOKS_AGAIN.toNanos();
        while (!REWRITE && step.onlyReads() && !isSame(step, actual) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            actual = step.withOutput(run(session, step));
        }
        return actual;
    }

    private static boolean isSame(TourPage.Step page, TourPage.Step run) {
        return TourText.comparable(run.output()).equals(TourText.comparable(page.output()));
    }

    private List<String> run(TourSession session, TourPage.Step step) {
        return session.run(step).stream()
                .map(line -> line.replace(directory.resolve("home").toString(), HOME))
                .toList();
    }

    /** A home, the repository as the reader sees it, and this {@code kubectl} alone on the path. */
    private TourSession session(GyreCluster cluster, Path kubectl) throws IOException {
        Path work = Files.createDirectories(directory.resolve("gyre"));
        Path home = Files.createDirectories(directory.resolve("home"));
        Path bin = Files.createDirectories(directory.resolve("bin"));
        cluster.shell()
                .run("cp", "-r", GyreCluster.ROOT.resolve("examples").toString(), work.toString())
                .succeeded();
        script(bin.resolve("kubectl"), "#!/bin/sh\nexec '" + kubectl + "' \"$@\"\n");
        script(work.resolve("gyre"), cluster.script());
        return TourSession.in(
                work,
                directory.resolve("step"),
                Map.of(
                        "HOME",
                        home.toString(),
                        "PATH",
                        bin + ":" + System.getenv("PATH"),
                        "TZ",
                        "UTC",
                        "LC_ALL",
                        "C.UTF-8",
                        "GYRE_RUN",
                        cluster.run()));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String difference(TourPage.Step page, TourPage.Step run) {
        return """
                --- line %d: %s
                the page shows:
                %s
                this run printed:
                %s
                """.formatted(
                        page.lineNumber(),
                        page.script(),
                        indented(page.output(), run.output()),
                        indented(run.output(), page.output()));
    }

    /** Lines that the other one lacks are marked. */
    private static String indented(List<String> lines, List<String> other) {
        List<String> known = TourText.comparable(other);
        List<String> texts = TourText.comparable(lines);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            all.append(known.contains(texts.get(i)) ? "    " : "  > ")
                    .append(lines.get(i))
                    .append('\n');
        }
        return all.toString().stripTrailing();
    }
}
