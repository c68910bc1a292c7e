package dev.gyre.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}, the same for all commands. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps everything (default: ~/.gyre).")
    private Path data = Path.of(System.getProperty("user.home"), ".gyre");

    Path path() {
        return data.toAbsolutePath().normalize();
    }

    DataDirectory open() {
        return DataDirectory.open(data);
    }
}
