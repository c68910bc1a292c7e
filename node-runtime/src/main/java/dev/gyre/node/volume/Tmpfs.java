package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory as a directory: what must never reach a disk, or should be fast. Only root may mount; others get a directory. */
final class Tmpfs {
    private Tmpfs() {}

    static void mountIfRoot(Path directory, long sizeBytes) throws IOException {
        Files.createDirectories(directory);
        if (!isRoot() || isMounted(directory)) {
            return;
        }
        String size = sizeBytes > 0 ? ",size=" + sizeBytes : "";
        run(List.of("mount", "-t", "tmpfs", "-o", "mode=0755" + size, "tmpfs", directory.toString()));
    }

    static void unmount(Path directory) throws IOException {
        if (isMounted(directory)) {
            run(List.of("umount", "-l", directory.toString()));
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean isMounted(Path directory) throws IOException {
        String wanted = directory.toString();
        try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.anyMatch(line -> {
                String[] fields = line.split(" ", 3);
                return fields.length > 1 && fields[1].equals(wanted);
            });
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ConfigErrorException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
