package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A path within a volume. Symbolic links may not lead out of it, since containers can make them. */
final class SubPath {
    private SubPath() {}

    static Path resolve(Path volume, String subPath, boolean mayCreate) throws IOException {
        Path relative = Path.of(subPath).normalize();
        if (relative.isAbsolute() || relative.startsWith("..")) {
            throw new ConfigErrorException("subPath \"" + subPath + "\" must stay within its volume");
        }
        Path root = volume.toRealPath();
        Path path = root.resolve(relative);
        if (!Files.exists(path)) {
            if (!mayCreate) {
                throw new ConfigErrorException("subPath \"" + subPath + "\" is not in the volume");
            }
            requireWithin(root, nearestExisting(path), subPath);
            Files.createDirectories(path);
        }
        requireWithin(root, path, subPath);
        return path.toRealPath();
    }

    private static Path nearestExisting(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    private static void requireWithin(Path root, Path path, String subPath) throws IOException {
        if (!path.toRealPath().startsWith(root)) {
            throw new ConfigErrorException("subPath \"" + subPath + "\" leads out of its volume");
        }
    }
}
