package dev.gyre.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gyre.events.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * {@code /metrics} of a role that serves nothing else, over plain HTTP: there is no secret on the page, and who may reach the
 * address is for whoever chose it to say.
 */
final class MetricsPort implements AutoCloseable {

    private static final int MOST_WAITING = 16;

    private final HttpServer server;

    private MetricsPort(HttpServer server) {
        this.server = server;
    }

    /** Opens {@code PORT}, on this machine only, or {@code HOST:PORT}; 0 takes any port that is free. */
    static MetricsPort open(String address) throws IOException {
        HttpServer server = HttpServer.create(parse(address), MOST_WAITING);
        server.createContext("/metrics", MetricsPort::answer);
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("metrics").factory()));
        server.start();
        return new MetricsPort(server);
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            InetAddress host =
                    colon < 0 ? InetAddress.getLoopbackAddress() : InetAddress.getByName(address.substring(0, colon));
            return new InetSocketAddress(host, port);
        } catch (IllegalArgumentException | IOException e) {
            throw new CommandFailure("--metrics " + address + ": PORT or HOST:PORT is expected");
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isKnown = exchange.getRequestURI().getPath().equals("/metrics");
            if (!isKnown || !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(isKnown ? 405 : 404, -1);
                return;
            }
            byte[] page = Telemetry.page().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", Telemetry.CONTENT_TYPE);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
