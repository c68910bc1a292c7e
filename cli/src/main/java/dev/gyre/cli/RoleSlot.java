package dev.gyre.cli;

import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which one of the processes of a role this is, among those that share a data directory: the first that nobody holds. So a process
 * that is started again after a crash is who it was before, to Kafka's groups, and finds what it kept. The lock ends with the
 * process, however that ends.
 */
final class RoleSlot implements AutoCloseable {

    private static final String DIRECTORY = "views";
    private static final int MEMBER_BYTES = 6;
    private static final int MOST = 1_000;

    private final String member;
    private final Path view;
    private final FileChannel lock;

    private RoleSlot(String member, Path view, FileChannel lock) {
        this.member = member;
        this.view = view;
        this.lock = lock;
    }

    static RoleSlot take(DataDirectory data, String role) {
        try {
            Files.createDirectories(data.resolve(DIRECTORY));
            for (int number = 0; number < MOST; number++) {
                String name = DIRECTORY + "/" + role + "-" + number;
                FileChannel lock = FileChannel.open(
                        data.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (isLocked(lock)) {
                    String member = role + "-" + number + "-" + data.keptRandom(name + ".member", MEMBER_BYTES);
                    return new RoleSlot(member, data.resolve(name + ".view"), lock);
                }
                lock.close();
            }
            throw new CommandFailure("more than " + MOST + " processes of " + role + " in " + data.root());
        } catch (IOException e) {
            throw new CommandFailure("cannot lock a file in " + data.resolve(DIRECTORY) + ": " + e.getMessage(), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** The same after each start. */
    String member() {
        return member;
    }

    /** What an earlier process has kept is being read from now on. */
    ViewSnapshots snapshots() {
        return ViewSnapshots.readingAlready(new ViewSnapshotFile(view, build()));
    }

    /** Where the log has begun to hold other kinds, an older view lacks what there was of them. */
    private static String build() {
        String published = KubernetesKinds.registry().all().stream()
                .filter(ResourceKind::isPublished)
                .map(kind -> kind.plural() + "." + kind.group())
                .sorted()
                .toList()
                .toString();
        return Gyre.version() + " " + Integer.toHexString(published.hashCode());
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new CommandFailure("cannot release " + view + ": " + e.getMessage(), e);
        }
    }
}
