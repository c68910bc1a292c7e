package dev.gyre.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code kubectl port-forward} while it runs, on a local port of its own choice. */
final class ForwardedPort implements AutoCloseable {

    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127.0.0.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;
    private final int port;

    private ForwardedPort(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    static ForwardedPort start(GyreCluster cluster, Path kubectl, String target, int remotePort) throws IOException {
        Path output = Files.createTempFile(cluster.data(), "forward", ".out");
        ProcessBuilder builder = new ProcessBuilder(
                        kubectl.toString(),
                        "--kubeconfig",
                        cluster.data().resolve("kubeconfig").toString(),
                        "port-forward",
                        target,
                        ":" + remotePort)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", cluster.data().toString());
        Process process = builder.start();
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> FORWARDING.matcher(Files.readString(output)).find() || !process.isAlive());
            Matcher matcher = FORWARDING.matcher(Files.readString(output));
            if (!matcher.find()) {
                throw new AssertionError(Files.readString(output));
            }
            return new ForwardedPort(process, output, Integer.parseInt(matcher.group(1)));
        } catch (RuntimeException | Error failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    /** Opens that many connections before the first of them asks for anything. */
    List<String> getAtOnce(int count, String path) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) PATIENCE.toMillis());
                sockets.add(socket);
            }
            List<Callable<String>> requests = sockets.stream()
                    .<Callable<String>>map(socket -> () -> get(socket, path))
                    .toList();
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String get(Socket socket, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: forwarded\r\nConnection: close\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException cut) {
            return "";
        }
    }

    /** All that was printed, once it holds these words. */
    String awaitWords(String words) throws IOException {
        Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(output).contains(words));
        return Files.readString(output);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(output);
    }
}
