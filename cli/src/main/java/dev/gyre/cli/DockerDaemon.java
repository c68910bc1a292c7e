package dev.gyre.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The Docker daemon that real nodes need. Where none answers and this is root on a machine without a service manager, it is
 * started, after saying so, and left running: it belongs to the machine, not to the cluster.
 */
final class DockerDaemon {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final File LOG = new File("/var/log/gyre-dockerd.log");
    private static final int START_SECONDS = 30;

    private DockerDaemon() {}

    static void require(PrintStream out) throws InterruptedException {
        if (answers()) {
            return;
        }
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (!isRoot) {
            throw new CommandFailure("no Docker daemon answers at " + SOCKET
                    + "; start it, or run without real nodes: --nodes 0 --simulated-nodes N");
        }
        new DebianPackages(out).require("dockerd", "docker.io");
        if (answers()) {
            return;
        }
        out.println(
                "starting dockerd, since no Docker daemon answers (log: " + LOG + "; it stays when the cluster stops)");
        try {
            new ProcessBuilder(List.of("setsid", "dockerd"))
                    .redirectErrorStream(true)
                    .redirectOutput(LOG)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new CommandFailure("dockerd cannot be started: " + e.getMessage(), e);
        }
        for (int i = 0; i < START_SECONDS * 10; i++) {
            if (answers()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new CommandFailure("dockerd does not answer after " + START_SECONDS + " s; see " + LOG);
    }

    static boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(SOCKET));
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(12);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {}
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }
}
