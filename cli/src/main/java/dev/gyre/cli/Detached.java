package dev.gyre.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code up --detach}: the same command once more in a session of its own, with its output in {@code gyre.log}; what it prints
 * is shown until the cluster is ready, or until it has failed.
 */
final class Detached {

    static final String LOG_FILE = "gyre.log";

    /** The line by which {@code up} says that everything is ready. */
    static final String READY_PREFIX = "ready in ";

    private Detached() {}

    static int run(DataDirectory data, List<String> arguments, PrintStream out)
            throws IOException, InterruptedException {
        Path log = data.resolve(LOG_FILE);
        Files.deleteIfExists(log);
        Files.createFile(log);
        Process process = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"))
                .start();
        try (var reader = Files.newBufferedReader(log)) {
            GrowingLines lines = new GrowingLines(reader);
            while (true) {
                boolean isAlive = process.isAlive();
                String line = lines.next();
                if (line != null) {
                    out.println(line);
                    if (line.startsWith(READY_PREFIX)) {
                        return 0;
                    }
                } else if (!isAlive) {
                    out.print(lines.rest());
                    return process.exitValue() == 0 ? 1 : process.exitValue();
                } else {
                    Thread.sleep(20);
                }
            }
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (DebianPackages.isOnPath("setsid")) {
            command.add("setsid");
        }
        String home = System.getenv("GYRE_HOME");
        if (home == null) {
            throw new CommandFailure("--detach needs to be started by the gyre script");
        }
        command.add(Path.of(home, "gyre").toString());
        arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
        return command;
    }
}
