package dev.gyre.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops what {@code up} started in a data directory, gently first; also what a killed {@code up} left behind. */
@Command(name = "down", description = "Stop what `up` started in this --data directory.")
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--purge", description = "Remove the directory with all its data as well.")
    private boolean purge;

    @Override
    public Integer call() throws Exception {
        Path root = data.path();
        if (!Files.isDirectory(root)) {
            System.out.println("nothing to stop in " + root);
            return 0;
        }
        DataDirectory directory = DataDirectory.open(root);
        long pid = directory.holder();
        if (pid != 0) {
            stop(pid);
        }
        try (DataDirectory.Lock ignored = directory.lock()) {
            Leftovers.remove(directory);
        }
        if (purge) {
            DataDirectory.delete(root);
        }
        System.out.println(pid == 0 ? "nothing was running in " + root : "stopped");
        return 0;
    }

    private static void stop(long pid) throws InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return;
        }
        process.destroy();
        Instant end = Instant.now().plus(PATIENCE);
        while (process.isAlive()) {
            if (Instant.now().isAfter(end)) {
                System.out.println("process " + pid + " does not stop; killing it");
                process.destroyForcibly();
            }
            Thread.sleep(50);
        }
    }
}
