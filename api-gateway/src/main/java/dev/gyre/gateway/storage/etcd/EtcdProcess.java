package dev.gyre.gateway.storage.etcd;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An etcd server as a child process, for those who have none: one member on the loopback interface, its data and its log
 * under one directory, compacted by the relay alone. It is started and waited for by one thread that lives as long as the
 * process does; when this JVM dies, however it dies, the kernel tells etcd to end.
 */
public final class EtcdProcess implements AutoCloseable {

    /** etcd may hold no more than this; the relay stops writes well before. */
    public static final long DEFAULT_QUOTA_BYTES = 8L * 1024 * 1024 * 1024;

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PORT_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Config config;
    private final Process process;

    /**
     * How etcd is to be started.
     *
     * @param program a name on the PATH or a path
     * @param tls the server's own certificate, and the authority whose client certificates it accepts; null for plain text
     */
    public record Config(
            String program,
            Path directory,
            int clientPort,
            int peerPort,
            long quotaBytes,
            EtcdOptions.@Nullable Tls tls) {

        public static Config of(Path directory, int clientPort, int peerPort, EtcdOptions.@Nullable Tls tls) {
            return new Config("etcd", directory, clientPort, peerPort, DEFAULT_QUOTA_BYTES, tls);
        }
    }

    /** etcd did not start; the message is one line for the user. */
    public static final class EtcdStartException extends RuntimeException {
        EtcdStartException(String message) {
            super(message);
        }
    }

    private EtcdProcess(Config config, Process process) {
        this.config = config;
        this.process = process;
    }

    /** Starts etcd and waits until it serves. Blocks. */
    public static EtcdProcess start(Config config) {
        Path program = onPath(config.program());
        if (program == null) {
            throw new EtcdStartException(
                    "there is no program \"" + config.program() + "\" on the PATH; Debian's package is etcd-server");
        }
        requireFree(config.clientPort());
        requireFree(config.peerPort());
        try {
            Files.createDirectories(config.directory());
        } catch (IOException unusable) {
            throw new EtcdStartException("cannot make etcd's directory " + config.directory() + ": " + unusable);
        }
        CompletableFuture<Process> started = new CompletableFuture<>();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        // The kernel's signal comes when the starting thread ends, so that thread stays with the process.
        Thread.ofPlatform().daemon().name("gyre-etcd").start(() -> attend(config, program, started, ready));
        Process process = await(started, READY_TIMEOUT);
        try {
            await(ready, READY_TIMEOUT);
        } catch (EtcdStartException failed) {
            process.destroyForcibly();
            throw failed;
        }
        return new EtcdProcess(config, process);
    }

    /** {@code host:port} for clients. */
    public String endpoint() {
        return "127.0.0.1:" + config.clientPort();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, wanted or not. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Ends it at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void attend(
            Config config, Path program, CompletableFuture<Process> started, CompletableFuture<Void> ready) {
        String lastLine = "it said nothing";
        try (EtcdLog log = new EtcdLog(config.directory().resolve("etcd.log"))) {
            Process process = new ProcessBuilder(command(config, program))
                    .directory(config.directory().toFile())
                    .redirectErrorStream(true)
                    .start();
            started.complete(process);
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    log.add(line);
                    if (line.contains("serving client traffic")) {
                        ready.complete(null);
                    }
                    lastLine = EtcdLog.isTrouble(line) ? line : lastLine;
                }
            }
            ready.completeExceptionally(new EtcdStartException("etcd ended while starting: " + lastLine));
        } catch (IOException failed) {
            EtcdStartException why = new EtcdStartException("cannot run etcd: " + failed.getMessage());
            started.completeExceptionally(why);
            ready.completeExceptionally(why);
        }
    }

    private static List<String> command(Config config, Path program) {
        List<String> command = new ArrayList<>();
        Path setpriv = onPath("setpriv");
        if (setpriv != null) {
            command.addAll(List.of(setpriv.toString(), "--pdeathsig", "TERM"));
        }
        Path setsid = onPath("setsid");
        if (setsid != null) {
            // Ctrl-C in a terminal is for us: etcd is the last to go, when we tell it to.
            command.add(setsid.toString());
        }
        EtcdOptions.Tls tls = config.tls();
        String scheme = tls == null ? "http" : "https";
        String client = scheme + "://127.0.0.1:" + config.clientPort();
        String peer = scheme + "://127.0.0.1:" + config.peerPort();
        command.add(program.toString());
        command.add("--name=gyre");
        command.add("--data-dir=" + config.directory().resolve("data").toAbsolutePath());
        command.add("--listen-client-urls=" + client);
        command.add("--advertise-client-urls=" + client);
        command.add("--listen-peer-urls=" + peer);
        command.add("--initial-advertise-peer-urls=" + peer);
        command.add("--initial-cluster=gyre=" + peer);
        command.add("--quota-backend-bytes=" + config.quotaBytes());
        command.add("--auto-compaction-retention=0");
        // etcd keeps this many entries of its own log in memory.
        command.add("--snapshot-count=10000");
        // One member elects itself; waiting for others would only make the start slower.
        command.add("--heartbeat-interval=50");
        command.add("--election-timeout=500");
        command.add("--enable-grpc-gateway=false");
        command.add("--logger=zap");
        command.add("--log-outputs=stderr");
        if (tls != null && tls.certificate() != null && tls.key() != null) {
            for (String prefix : List.of("--", "--peer-")) {
                command.add(prefix + "cert-file=" + tls.certificate().toAbsolutePath());
                command.add(prefix + "key-file=" + tls.key().toAbsolutePath());
                command.add(prefix + "trusted-ca-file=" + tls.ca().toAbsolutePath());
                command.add(prefix + "client-cert-auth=true");
            }
        }
        return command;
    }

    /** A predecessor that is still ending may keep its port for a moment. */
    private static void requireFree(int port) {
        long deadline = System.nanoTime() + PORT_TIMEOUT.toNanos();
        while (true) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException occupied) {
                if (System.nanoTime() > deadline) {
                    throw new EtcdStartException("port " + port + ", which etcd is to use, is occupied");
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EtcdStartException("interrupted while waiting for etcd's port");
        }
    }

    private static <T> T await(CompletableFuture<T> step, Duration timeout) {
        try {
            return step.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EtcdStartException why) {
                throw why;
            }
            throw new EtcdStartException("cannot run etcd: " + failed.getCause());
        } catch (TimeoutException late) {
            throw new EtcdStartException("etcd is not ready after " + timeout.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EtcdStartException("interrupted while starting etcd");
        }
    }

    private static @Nullable Path onPath(String program) {
        if (program.contains("/")) {
            Path path = Path.of(program);
            return Files.isExecutable(path) ? path : null;
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/bin" : path).split(":")) {
            Path candidate = Path.of(directory, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
