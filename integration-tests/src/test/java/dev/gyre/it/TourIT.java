package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
        TourRehearsal rehearsal;
        try (cluster;
                TourSession session = session(cluster, kubectl)) {
            String home = directory.resolve("home").toString();
            rehearsal = TourRehearsal.of(page, session, line -> line.replace(home, HOME), !REWRITE);
        }
        assertThat(cluster.containers().all()).as("containers left after down").isEmpty();
        if (REWRITE) {
            Files.write(PAGE, rehearsal.asRun().lines());
        } else {
            assertThat(rehearsal.differences())
                    .as(() -> "%d of %d commands of docs/tour.md print something else with %s%n%s"
                            .formatted(
                                    rehearsal.differences().size(),
                                    page.steps().size(),
                                    kubectl,
                                    String.join("\n", rehearsal.differences())))
                    .isEmpty();
        }
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
}
