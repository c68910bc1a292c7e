package dev.gyre.node.volume;

import dev.gyre.node.pod.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A directory that lives as long as its pod; in memory where the pod asks for that. */
final class EmptyDir {
    private EmptyDir() {}

    static void prepare(Path directory, JsonNode emptyDir, long fsGroup) throws IOException {
        boolean isNew = !Files.isDirectory(directory);
        Files.createDirectories(directory);
        if (emptyDir.path("medium").asString("").equals("Memory")) {
            JsonNode limit = emptyDir.path("sizeLimit");
            Tmpfs.mountIfRoot(directory, limit.isMissingNode() ? 0 : Amounts.units(limit));
        }
        if (isNew) {
            Permissions.set(directory, 0777);
        }
        if (isNew && fsGroup >= 0) {
            Files.setAttribute(directory, "unix:gid", (int) fsGroup);
            Files.setAttribute(directory, "unix:mode", 02777);
        }
    }
}
