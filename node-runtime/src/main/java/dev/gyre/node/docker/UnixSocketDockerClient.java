package dev.gyre.node.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 to the Docker daemon, one connection a request: exactly what a daemon on a Unix socket needs. A request with
 * hijacked input asks for an upgrade; the input is copied until it ends and that end is passed on by shutting down our
 * half of the socket. The upgrade's 101 is reported as 200, which is what the library expects.
 */
final class UnixSocketDockerClient implements DockerHttpClient {
    private final UnixDomainSocketAddress address;

    UnixSocketDockerClient(Path socket) {
        this.address = UnixDomainSocketAddress.of(socket);
    }

    @Override
    public Response execute(Request request) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(address);
                send(channel, request);
                SocketResponse response = SocketResponse.read(channel);
                sendInput(channel, request);
                return response;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Docker at " + address + ": " + e.getMessage(), e);
        }
    }

    private static void send(SocketChannel channel, Request request) throws IOException {
        OutputStream out = Channels.newOutputStream(channel);
        byte[] body = body(request);
        InputStream hijacked = request.hijackedInput();
        StringBuilder head =
                new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\nHost: docker\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append(hijacked == null ? "Connection: close\r\n" : "Connection: Upgrade\r\nUpgrade: tcp\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
    }

    /** Only once the daemon has answered: what it reads along with a request, it loses. */
    private static void sendInput(SocketChannel channel, Request request) {
        InputStream hijacked = request.hijackedInput();
        if (hijacked != null) {
            OutputStream out = Channels.newOutputStream(channel);
            Thread.ofVirtual().name("docker-stdin").start(() -> copy(hijacked, channel, out));
        }
    }

    private static byte[] body(Request request) throws IOException {
        byte[] bytes = request.bodyBytes();
        if (bytes != null) {
            return bytes;
        }
        try (InputStream body = request.body()) {
            return body == null ? new byte[0] : body.readAllBytes();
        }
    }

    private static void copy(InputStream input, SocketChannel channel, OutputStream out) {
        try (input) {
            input.transferTo(out);
            channel.shutdownOutput();
        } catch (IOException e) {
            // The other side has gone; whoever reads its output is told there.
        }
    }

    @Override
    public void close() {}

    /** A response whose body is read from the socket as it comes. */
    private record SocketResponse(
            SocketChannel channel, int getStatusCode, Map<String, List<String>> getHeaders, InputStream getBody)
            implements Response {

        static SocketResponse read(SocketChannel channel) throws IOException {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            String[] status = line(in).split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
                throw new IOException("not an HTTP response: " + String.join(" ", status));
            }
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).trim(),
                        List.of(header.substring(colon + 1).trim()));
            }
            int code = Integer.parseInt(status[1]);
            return new SocketResponse(channel, code == 101 ? 200 : code, headers, body(in, code, headers));
        }

        private static InputStream body(InputStream in, int code, Map<String, List<String>> headers) {
            if (code == 204 || code == 304) {
                return InputStream.nullInputStream();
            }
            if (headers.containsKey("Transfer-Encoding")) {
                return new ChunkedBody(in);
            }
            List<String> length = headers.get("Content-Length");
            return length == null || code == 101 ? in : new SizedBody(in, Long.parseLong(length.getFirst()));
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the Docker daemon closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
