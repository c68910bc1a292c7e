package dev.gyre.cli;

import dev.gyre.cli.pki.SecretFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a cluster keeps on this machine, under {@code --data}. The files that scripts rely on (kubeconfig,
 * admin.token, ca.crt, kafka.properties, endpoints.env) lie at its top. One process at a time holds its lock.
 */
final class DataDirectory {

    private final Path root;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /** Opens the directory, making it where it is missing; a full or read-only disk is found out here. */
    static DataDirectory open(Path path) {
        Path root = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path probe = Files.createTempFile(root, ".probe", "");
            Files.write(probe, new byte[64 * 1024]);
            Files.delete(probe);
        } catch (IOException e) {
            throw new CommandFailure("cannot write to " + root + ": " + reason(e), e);
        }
        return new DataDirectory(root);
    }

    Path root() {
        return root;
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** Held until closed; the file's content is the holder's process id. */
    record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.truncate(0);
                channel.close();
            } catch (IOException e) {
                throw new CommandFailure("cannot release the lock: " + e.getMessage(), e);
            }
        }
    }

    Lock lock() {
        try {
            FileChannel channel = FileChannel.open(
                    lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new CommandFailure("a cluster is already running in " + root + " (process " + holder()
                        + "); stop it with: ./gyre down --data " + root);
            }
            channel.truncate(0);
            channel.write(java.nio.ByteBuffer.wrap(
                    Long.toString(ProcessHandle.current().pid()).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            channel.force(false);
            return new Lock(channel, lock);
        } catch (IOException e) {
            throw new CommandFailure("cannot lock " + root + ": " + reason(e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The process that holds the lock, 0 for none. */
    long holder() {
        try {
            if (!Files.exists(lockFile())) {
                return 0;
            }
            try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    return 0;
                }
            }
            String pid = Files.readString(lockFile()).trim();
            return pid.isEmpty() ? 0 : Long.parseLong(pid);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + lockFile() + ": " + reason(e), e);
        }
    }

    private Path lockFile() {
        return root.resolve("gyre.pid");
    }

    /** A random value made on first use and kept: the cluster's id, the admin's token. */
    String keptRandom(String file, int bytes) {
        Path path = root.resolve(file);
        try {
            if (!Files.exists(path)) {
                byte[] random = new byte[bytes];
                new SecureRandom().nextBytes(random);
                SecretFiles.write(path, HexFormat.of().formatHex(random) + "\n");
            }
            return Files.readString(path).trim();
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + path + ": " + reason(e), e);
        }
    }

    /** {@code KEY=value} lines, empty where the file is missing. */
    Map<String, String> readEnv(String file) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            if (Files.exists(root.resolve(file))) {
                for (String line : Files.readAllLines(root.resolve(file))) {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        values.put(line.substring(0, equals), line.substring(equals + 1));
                    }
                }
            }
            return values;
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + root.resolve(file) + ": " + reason(e), e);
        }
    }

    void writeEnv(String file, Map<String, String> values) {
        write(
                file,
                values.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    void write(String file, String text) {
        SecretFiles.write(root.resolve(file), text);
    }

    /** Removes a directory with all that is in it. */
    static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}
