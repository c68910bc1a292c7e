package dev.gyre.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Which TCP ports of this machine are to be had. */
final class Ports {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int TRIES = 50;

    private Ports() {}

    /** Fails with one line where somebody listens there already. */
    static void requireFree(int port, String option) {
        if (!isFree(port)) {
            throw new CommandFailure("port " + port + " is occupied; choose another with " + option);
        }
    }

    /**
     * The port asked for where it is free, else any free one, of those that the kernel gives to no outgoing connection and no
     * Service has as its node port. Another process may still be faster.
     */
    static int freeOr(int preferred) {
        if (preferred > 0 && isFree(preferred)) {
            return preferred;
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailure("no free port: " + e.getMessage(), e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
