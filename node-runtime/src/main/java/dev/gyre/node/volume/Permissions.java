package dev.gyre.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** Octal permissions, whatever the umask says. */
final class Permissions {
    private static final PosixFilePermission[] FROM_LOWEST_BIT = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
    };

    private static final int SET_GROUP_ID = 02000;
    private static final int ALL_BITS = 07777;

    private Permissions() {}

    static void set(Path path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < FROM_LOWEST_BIT.length; bit++) {
            if ((mode & (1 << bit)) != 0) {
                permissions.add(FROM_LOWEST_BIT[bit]);
            }
        }
        Files.setPosixFilePermissions(path, permissions);
    }

    /** Only root can give files away; an agent without that right keeps them, and its containers run as it does. */
    static void giveToUser(Path file, long user) throws IOException {
        if (user >= 0 && Tmpfs.isRoot()) {
            Files.setAttribute(file, "unix:uid", (int) user);
        }
    }

    /** Gives a directory and all that is in it to a group, which what is made in there later belongs to as well. */
    static void giveToGroup(Path directory, long group) throws IOException {
        if (group < 0 || !Tmpfs.isRoot()) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.toList()) {
                Files.setAttribute(each, "unix:gid", (int) group);
                if (Files.isDirectory(each)) {
                    Files.setAttribute(each, "unix:mode", SET_GROUP_ID | mode(each));
                }
            }
        }
    }

    private static int mode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:mode") instanceof Integer mode ? mode & ALL_BITS : 0;
    }
}
