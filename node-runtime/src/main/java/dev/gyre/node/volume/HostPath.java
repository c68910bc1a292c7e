package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A path of the node itself. Its type says what must be there, or may be made. */
final class HostPath {
    /** The file type in a mode, and the types that have no test of their own in the JDK. */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    private HostPath() {}

    static void check(JsonNode hostPath) throws IOException {
        Path path = Path.of(hostPath.path("path").asString(""));
        String type = hostPath.path("type").asString("");
        switch (type) {
            case "" -> {
                // Nothing is checked, but the runtime wants something to mount.
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                }
            }
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                }
                require(Files.isDirectory(path), path, "directory");
            }
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
                require(Files.isRegularFile(path), path, "file");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "directory");
            case "File" -> require(Files.isRegularFile(path), path, "file");
            case "Socket" -> require(isOfType(path, SOCKET), path, "socket file");
            case "CharDevice" -> require(isOfType(path, CHARACTER_DEVICE), path, "character device");
            case "BlockDevice" -> require(isOfType(path, BLOCK_DEVICE), path, "block device");
            default -> throw new ConfigErrorException("unknown hostPath type " + type);
        }
    }

    private static boolean isOfType(Path path, int type) throws IOException {
        return Files.exists(path)
                && Files.getAttribute(path, "unix:mode", new LinkOption[0]) instanceof Integer mode
                && (mode & FILE_TYPE) == type;
    }

    private static void require(boolean holds, Path path, String what) {
        if (!holds) {
            throw new ConfigErrorException("hostPath type check failed: " + path + " is not a " + what);
        }
    }
}
