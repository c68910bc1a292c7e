package dev.gyre.node.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How readily the kernel kills a process when memory runs out. To go below 0 takes CAP_SYS_RESOURCE; on a machine whose
 * bounding set lacks it (some virtual machines and nested containers) a container that asks for it would not start at all,
 * so there the lowest is 0.
 */
final class OomScore {
    private static final int CAP_SYS_RESOURCE = 24;
    private static final boolean MAY_BE_NEGATIVE = mayBeNegative();

    private OomScore() {}

    static int allowed(int wanted) {
        return MAY_BE_NEGATIVE ? wanted : Math.max(wanted, 0);
    }

    private static boolean mayBeNegative() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapBnd:")) {
                    long set = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                    return (set >> CAP_SYS_RESOURCE & 1) == 1;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
