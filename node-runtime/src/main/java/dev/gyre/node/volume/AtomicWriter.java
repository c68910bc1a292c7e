package dev.gyre.node.volume;

import dev.gyre.node.volume.VolumeContents.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces the content of a directory in one step, as seen from a container: the files stand in a directory of their own,
 * {@code ..data} is a link to it, and each visible name is a link through {@code ..data}. To update is to write a new
 * directory and to rename a new link over the old one, so nobody ever reads half of a change.
 */
final class AtomicWriter {
    private static final String DATA = "..data";

    private AtomicWriter() {}

    static void write(Path directory, Map<String, Entry> content, VolumeOwner owner) throws IOException {
        Files.createDirectories(directory);
        Path data = directory.resolve(DATA);
        Path before = Files.exists(data) ? data.toRealPath() : null;
        if (before != null && holds(before, content)) {
            return;
        }
        Path fresh = Files.createTempDirectory(directory, "..");
        Permissions.set(fresh, owner.directoryMode(0755));
        for (Map.Entry<String, Entry> entry : content.entrySet()) {
            Path file = fresh.resolve(entry.getKey()).normalize();
            if (!file.startsWith(fresh)) {
                throw new IOException("the path " + entry.getKey() + " leads out of the volume");
            }
            Files.createDirectories(file.getParent());
            writeFile(file, entry.getValue(), owner);
        }
        Permissions.giveToGroup(fresh, owner.group());
        Path link = directory.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        link(directory, content.keySet());
        if (before != null) {
            Trees.delete(before);
        }
    }

    /** A file is its reader's before anything is in it. */
    private static void writeFile(Path file, Entry entry, VolumeOwner owner) throws IOException {
        Files.createFile(file);
        Permissions.set(file, owner.fileMode(entry.mode()));
        Permissions.giveToUser(file, entry.user());
        Files.write(file, entry.bytes());
    }

    private static void link(Path directory, Set<String> paths) throws IOException {
        Set<String> names = new HashSet<>();
        for (String path : paths) {
            names.add(Path.of(path).getName(0).toString());
        }
        for (String name : names) {
            Path visible = directory.resolve(name);
            if (!Files.exists(visible, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(visible, Path.of(DATA, name));
            }
        }
        try (Stream<Path> present = Files.list(directory)) {
            for (Path visible : present.toList()) {
                String name = visible.getFileName().toString();
                if (!name.startsWith("..") && !names.contains(name)) {
                    Files.deleteIfExists(visible);
                }
            }
        }
    }

    private static boolean holds(Path directory, Map<String, Entry> content) throws IOException {
        Set<String> present = new HashSet<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = directory.relativize(file).toString();
                Entry wanted = content.get(path);
                if (wanted == null || !Arrays.equals(Files.readAllBytes(file), wanted.bytes())) {
                    return false;
                }
                present.add(path);
            }
        }
        return present.equals(content.keySet());
    }
}
