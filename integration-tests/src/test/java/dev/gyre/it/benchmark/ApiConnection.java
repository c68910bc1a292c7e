package dev.gyre.it.benchmark;

import dev.gyre.it.Api;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that is kept, over TLS, with one request at a time: as little of a client as there can be, since it shares the
 * machine with what it measures.
 */
final class ApiConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final String head;

    ApiConnection(Api api) throws IOException {
        URI server = api.server();
        socket = api.client().sslContext().getSocketFactory().createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        head = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAccept: application/json\r\nAuthorization: Bearer "
                + api.token() + "\r\n";
    }

    /** What came back, its body whole. */
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Answer required() throws IOException {
            if (status / 100 != 2) {
                throw new IOException(status + " " + text());
            }
            return this;
        }
    }

    /** A request and its answer; a {@code PATCH} is a strategic merge. */
    Answer send(String method, String path, String json) throws IOException {
        write(method, path, json);
        AnswerHead answer = readHead();
        if (!answer.isChunked()) {
            return new Answer(answer.status(), in.readNBytes(answer.length()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size; (size = chunkSize()) > 0; ) {
            body.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return new Answer(answer.status(), body.toByteArray());
    }

    /** Begins a watch, whose events {@link #nextEvent} reads from then on. */
    void watch(String path) throws IOException {
        write("GET", path, "");
        AnswerHead answer = readHead();
        if (answer.status() != 200 || !answer.isChunked()) {
            throw new IOException("no watch: " + answer);
        }
        events = new ByteArrayOutputStream();
    }

    private ByteArrayOutputStream events = new ByteArrayOutputStream();
    private int left;

    /** The next event, a line of JSON. */
    String nextEvent() throws IOException {
        while (true) {
            if (left == 0) {
                left = chunkSize();
                if (left == 0) {
                    throw new EOFException("the watch ended");
                }
            }
            int b = in.read();
            left--;
            if (left == 0) {
                line();
            }
            if (b == '\n') {
                String event = events.toString(StandardCharsets.UTF_8);
                events.reset();
                return event;
            }
            events.write(b);
        }
    }

    private void write(String method, String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String type = method.equals("PATCH") ? "application/strategic-merge-patch+json" : "application/json";
        String content =
                body.length == 0 ? "" : "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream(512 + body.length);
        request.writeBytes((method + " " + path + head + content + "\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    private record AnswerHead(int status, int length, boolean isChunked) {}

    private AnswerHead readHead() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean isChunked = false;
        for (String line; !(line = line().toLowerCase(Locale.ROOT)).isEmpty(); ) {
            if (line.startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
            isChunked |= line.startsWith("transfer-encoding:") && line.contains("chunked");
        }
        return new AnswerHead(status, length, isChunked);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new EOFException("the server hung up");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
