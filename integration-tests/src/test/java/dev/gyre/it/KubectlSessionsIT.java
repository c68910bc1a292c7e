package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code kubectl} prints, command by command: the pages in {@code src/test/resources/kubectl}, whose outputs have been read and
 * found to be those of Kubernetes, some of them with the oldest version that is here, too. {@code -Dsessions.rewrite=true} writes them again from a run of the newest.
 */
class KubectlSessionsIT {

    private static final Path PAGES = Path.of("src/test/resources/kubectl");
    private static final boolean REWRITE = Boolean.getBoolean("sessions.rewrite");

    /** The words of others are those of the newest kubectl. */
    private static final List<String> FOR_ALL = List.of("applying.md", "changes.md");

    @TempDir
    static Path directory;

    private static GyreCluster cluster;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(directory.resolve("data"), "--nodes", "0", "--simulated-nodes", "1");
        cluster.up();
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    static List<Arguments> sessions() throws IOException {
        List<Arguments> sessions = new ArrayList<>();
        Path newest = Kubectl.newest();
        for (Path kubectl : REWRITE
                ? List.of(newest)
                : Stream.of(Kubectl.versions().getFirst(), newest).distinct().toList()) {
            try (Stream<Path> pages = Files.list(PAGES)) {
                pages.sorted()
                        .filter(page -> kubectl.equals(newest)
                                || FOR_ALL.contains(page.getFileName().toString()))
                        .forEach(page ->
                                sessions.add(Arguments.of(kubectl.getFileName(), page.getFileName(), kubectl, page)));
            }
        }
        return sessions;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("sessions")
    void printsWhatThePageShows(Path version, Path name, Path kubectl, Path file) throws IOException {
        TourPage page = TourPage.parse(Files.readAllLines(file));
        TourRehearsal rehearsal;
        try (TourSession session = session(kubectl)) {
            rehearsal = TourRehearsal.of(page, session, line -> line, !REWRITE);
        }
        if (REWRITE) {
            Files.write(file, rehearsal.asRun().lines());
        } else {
            assertThat(rehearsal.differences())
                    .as(() -> name + " with " + version + "\n" + String.join("\n", rehearsal.differences()))
                    .isEmpty();
        }
    }

    /** A directory and a configuration of its own, and this {@code kubectl} alone on the path. */
    private static TourSession session(Path kubectl) throws IOException {
        Path home = Files.createTempDirectory(directory, "session");
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path command = bin.resolve("kubectl");
        Files.writeString(command, "#!/bin/sh\nexec '" + kubectl + "' \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path config = Files.copy(cluster.data().resolve("kubeconfig"), home.resolve("config"));
        Path work = Files.createDirectories(home.resolve("work"));
        return TourSession.in(
                work,
                home.resolve("step"),
                Map.of(
                        "HOME",
                        home.toString(),
                        "KUBECONFIG",
                        config.toString(),
                        "PATH",
                        bin + ":" + System.getenv("PATH"),
                        "TZ",
                        "UTC",
                        "LC_ALL",
                        "C.UTF-8",
                        "GYRE_RUN",
                        cluster.run()));
    }
}
