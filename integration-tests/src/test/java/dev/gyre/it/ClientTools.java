package dev.gyre.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Clients that {@code integration-tests/run} puts beside the tests, where the machine does not have them. */
final class ClientTools {

    private static final Path DIRECTORY = Path.of("target", "clients").toAbsolutePath();

    private ClientTools() {}

    /** An old one, one of the middle, and the newest: as many of them as there are. */
    static List<Path> kubectls() {
        List<Path> chosen = new ArrayList<>();
        Path debian = DIRECTORY.resolve("kubectl-1.20/usr/bin/kubectl");
        if (Files.isExecutable(debian)) {
            chosen.add(debian);
        }
        List<Path> here = Kubectl.versions();
        here.stream()
                .filter(file -> file.getFileName().toString().equals("kubectl.1.27"))
                .forEach(chosen::add);
        if (!chosen.contains(here.getLast())) {
            chosen.add(here.getLast());
        }
        return chosen;
    }

    /** Where npm has installed the JavaScript client; may not be there. */
    static Path nodeModules() {
        return DIRECTORY.resolve("node/node_modules");
    }
}
