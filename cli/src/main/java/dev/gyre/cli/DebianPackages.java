package dev.gyre.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that a cluster needs from the system; as root on Debian a missing one is installed, after saying so. */
final class DebianPackages {

    private final PrintStream out;

    DebianPackages(PrintStream out) {
        this.out = out;
    }

    /** Makes sure that a program is there. */
    void require(String program, String debianPackage) {
        if (isOnPath(program)) {
            return;
        }
        boolean canInstall = "root".equals(System.getProperty("user.name")) && isOnPath("apt-get");
        if (!canInstall) {
            throw new CommandFailure(
                    program + " is missing; install it (Debian: apt-get install " + debianPackage + ")");
        }
        out.println("installing Debian package " + debianPackage + ", since " + program + " is missing");
        run(List.of("apt-get", "-qq", "update"));
        run(List.of("apt-get", "-qq", "install", "-y", "--no-install-recommends", debianPackage));
        if (!isOnPath(program)) {
            throw new CommandFailure("Debian package " + debianPackage + " did not bring " + program);
        }
    }

    static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String directory : path.split(":", -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static void run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            Process process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroy();
                throw new CommandFailure(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new CommandFailure(String.join(" ", command) + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
