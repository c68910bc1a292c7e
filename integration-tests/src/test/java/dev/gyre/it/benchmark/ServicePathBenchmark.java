package dev.gyre.it.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the way through a Service costs against the direct one: new connections, and requests on one connection. Arguments:
 * {@code host:port} of a pod, {@code host:port} of a Service in front of it, rounds. The two are measured in turns, a tenth of a
 * second or so each, so that what else the machine does falls on both.
 */
public final class ServicePathBenchmark {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PER_ROUND = 200;
    private static final List<String> WAYS = List.of("direct", "Service");

    private ServicePathBenchmark() {}

    private record Measured(List<long[]> connections, List<long[]> requests) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        List<Measured> measured = WAYS.stream()
                .map(way -> new Measured(new ArrayList<>(), new ArrayList<>()))
                .toList();
        for (int round = -rounds / 10; round < rounds; round++) { // the first ones warm up
            for (int way = 0; way < WAYS.size(); way++) {
                InetSocketAddress target = address(arguments[way]);
                long[] connections = connections(target);
                long[] requests = requests(target);
                if (round >= 0) {
                    measured.get(way).connections().add(connections);
                    measured.get(way).requests().add(requests);
                }
            }
        }
        for (int way = 0; way < WAYS.size(); way++) {
            report(WAYS.get(way), "new connections", measured.get(way).connections());
            report(WAYS.get(way), "requests on one", measured.get(way).requests());
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static void report(String way, String what, List<long[]> rounds) {
        long[] nanos = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-7s %s: %,.0f/s, p50 %.0f us, p99 %.0f us%n",
                way,
                what,
                nanos.length / (Arrays.stream(nanos).sum() / 1e9),
                nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3);
    }

    private static long[] connections(InetSocketAddress target) throws IOException {
        long[] nanos = new long[PER_ROUND];
        for (int i = 0; i < nanos.length; i++) {
            long from = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(target, 5_000);
                socket.setTcpNoDelay(true);
                exchange(socket, new byte[16_384]);
            }
            nanos[i] = System.nanoTime() - from;
        }
        return nanos;
    }

    private static long[] requests(InetSocketAddress target) throws IOException {
        long[] nanos = new long[PER_ROUND];
        byte[] buffer = new byte[16_384];
        try (Socket socket =
                new Socket()) { // no longer than servers keep one: they close it after a number of requests
            socket.connect(target, 5_000);
            socket.setTcpNoDelay(true);
            for (int i = 0; i < nanos.length; i++) {
                long from = System.nanoTime();
                exchange(socket, buffer);
                nanos[i] = System.nanoTime() - from;
            }
        }
        return nanos;
    }

    /** The whole answer, told by its length; one that the buffer does not hold is none that is measured here. */
    private static void exchange(Socket socket, byte[] buffer) throws IOException {
        socket.getOutputStream().write(REQUEST);
        InputStream in = socket.getInputStream();
        int read = 0;
        while (read < buffer.length) {
            int n = in.read(buffer, read, buffer.length - read);
            if (n < 0) {
                throw new IOException("the server hung up");
            }
            read += n;
            if (isWhole(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                return;
            }
        }
        throw new IOException("an answer of more than " + buffer.length + " bytes");
    }

    private static boolean isWhole(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        int length = answer.toLowerCase(Locale.ROOT).indexOf("content-length:");
        if (head < 0 || length < 0) {
            return false;
        }
        String bytes = answer.substring(length + 15, answer.indexOf("\r\n", length));
        return answer.length() >= head + 4 + Integer.parseInt(bytes.strip());
    }
}
