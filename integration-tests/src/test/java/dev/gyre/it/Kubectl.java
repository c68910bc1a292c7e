package dev.gyre.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Real {@code kubectl}, of whatever versions this machine has. */
record Kubectl(Path binary, Path kubeconfig) {

    /** All versions that are here, oldest first: those beside the one on the path, else that one alone. */
    static List<Path> versions() {
        Path onPath = onPath();
        try (Stream<Path> siblings = Files.list(onPath.toRealPath().getParent())) {
            List<Path> versions = siblings.filter(
                            file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                    .sorted()
                    .toList();
            return versions.isEmpty() ? List.of(onPath) : versions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path newest() {
        return versions().getLast();
    }

    private static Path onPath() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("kubectl is not on the path"));
    }

    Shell.Result attempt(String... arguments) {
        return attemptWith("", arguments);
    }

    Shell.Result attemptWith(String stdin, String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        // Its discovery cache would outlive the cluster: the address is the same for another one.
        return new Shell(Map.of("HOME", kubeconfig.getParent().toString())).run(command, stdin);
    }

    /** Runs to success and answers what it printed. */
    String run(String... arguments) {
        return attempt(arguments).succeeded().stdout();
    }

    String apply(String manifest) {
        return attemptWith(manifest, "apply", "-f", "-").succeeded().stdout();
    }
}
