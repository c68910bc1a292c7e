package dev.gyre.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Clients that ask again and again, each request on a connection of its own, and write down what was not answered with 200. */
final class HttpLoad implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    /**
     * Between two requests of a client. This host has 28,000 ports for connections to one address, and the kernel remembers
     * each connection for two minutes: a load must not use a port again while what it remembers leads to a pod that is gone.
     */
    private static final long PACE_NANOS = Duration.ofMillis(2).toNanos();

    /** Whom the requests go to. */
    @FunctionalInterface
    interface Target {
        /** One request; answers the status, or what went wrong. */
        String ask();
    }

    private final Collection<String> failures = new ConcurrentLinkedQueue<>();
    private final List<AtomicLong> answered = new ArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean isOver;

    private HttpLoad() {}

    /** Starts clients, in turn at these addresses ({@code ip:port}); they go on until this is closed. */
    static HttpLoad start(int clients, List<String> addresses) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String[] address = addresses.get(i % addresses.size()).split(":");
            targets.add(new Target() {
                @Override
                public String ask() {
                    return HttpLoad.ask(address[0], Integer.parseInt(address[1]));
                }

                @Override
                public String toString() {
                    return String.join(":", address);
                }
            });
        }
        return start(targets);
    }

    /** Starts one client for each of these; they go on until this is closed. */
    static HttpLoad start(List<? extends Target> targets) {
        HttpLoad load = new HttpLoad();
        for (Target target : targets) {
            AtomicLong count = new AtomicLong();
            load.answered.add(count);
            load.clients.add(Thread.ofPlatform().name("http-load-" + target).start(() -> load.work(target, count)));
        }
        return load;
    }

    private void work(Target target, AtomicLong count) {
        while (!isOver) {
            String answer = target.ask();
            if (answer.equals("200")) {
                count.incrementAndGet();
            } else {
                failures.add(Instant.now() + " " + target + " " + answer);
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    /** One request; answers the status, or what went wrong. */
    static String ask(String ip, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(ip, port), PATIENCE_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\nHost: load\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.startsWith("HTTP/1.") && answer.length() > 12
                    ? answer.substring(9, 12)
                    : "no answer: " + answer;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Waits for so many more requests of all clients, and for one more of each. */
    void awaitMore(int requests) {
        long target = answered() + requests;
        List<Long> before = answered.stream().map(AtomicLong::get).toList();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> answered() >= target
                        && IntStream.range(0, before.size())
                                .allMatch(i -> answered.get(i).get() > before.get(i)));
    }

    /** How many requests were answered with 200. */
    long answered() {
        return answered.stream().mapToLong(AtomicLong::get).sum();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        isOver = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
