package dev.gyre.node.volume;

import dev.gyre.node.pod.ResolvConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the host itself resolves names: its files, read each time, since machines move between networks. */
public final class HostFiles {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    /** Where systemd keeps the resolvers that its stub on a loopback address asks. */
    private static final Path BEHIND_STUB = Path.of("/run/systemd/resolve/resolv.conf");

    private static final Path HOSTS = Path.of("/etc/hosts");

    private HostFiles() {}

    /** Resolvers that others reach too are preferred to a stub on loopback. */
    public static ResolvConf resolvConf() {
        ResolvConf first = ResolvConf.parse(text(RESOLV_CONF));
        boolean isStub = first.nameservers().stream().allMatch(ResolvConf::isLoopback);
        ResolvConf behind = isStub ? ResolvConf.parse(text(BEHIND_STUB)) : ResolvConf.EMPTY;
        return behind.nameservers().isEmpty() ? first : behind;
    }

    static String hosts() {
        return text(HOSTS);
    }

    private static String text(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
