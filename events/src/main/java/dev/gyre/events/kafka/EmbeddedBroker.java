package dev.gyre.events.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker inside this JVM: real Kafka, broker and controller in one (KRaft), on 127.0.0.1, with its data under one
 * directory. For machines that have no Kafka of their own, and for tests.
 *
 * <p>It acknowledges what the operating system has taken, as Kafka does everywhere: a killed process loses nothing, a power
 * failure may lose a tail. For what the relay publishes that is harmless, since the relay compares tails with its
 * progress and appends from etcd again what is missing; of what is born on Kafka a power failure may lose the last second.
 * It is made small: few threads, small buffers, and index files that are not allocated in advance.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final int port;
    private final @Nullable PemFiles tls;

    private EmbeddedBroker(KafkaRaftServer server, int port, @Nullable PemFiles tls) {
        this.server = server;
        this.port = port;
        this.tls = tls;
    }

    /**
     * Starts a broker, and formats its directory if it is new.
     *
     * @param port 0 for any that is free
     * @param tls the broker's own identity, and the authority whose clients it knows, each of whom may do what {@link
     *     LogPermissions} says; null admits everybody to everything
     * @throws IllegalStateException with one clear line where the port is taken or the directory cannot be used
     */
    public static EmbeddedBroker start(Path directory, int port, @Nullable PemFiles tls) {
        int brokerPort = port == 0 ? freePort() : requireFree(port);
        Path data = writable(directory);
        KafkaConfig config = new KafkaConfig(properties(data, brokerPort, freePort(), tls), false);
        format(data);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new IllegalStateException(
                    "the Kafka broker did not start on " + HOST + ":" + brokerPort + ": " + e.getMessage(), e);
        }
        return new EmbeddedBroker(server, brokerPort, tls);
    }

    public int port() {
        return port;
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** A connection with the broker's own identity; others make theirs with {@link KafkaConnection#mutualTls}. */
    public KafkaConnection connection() {
        return tls == null
                ? KafkaConnection.plain(bootstrapServers())
                : KafkaConnection.mutualTls(bootstrapServers(), tls);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path data, int port, int controllerPort, @Nullable PemFiles tls) {
        String protocol = tls == null ? "PLAINTEXT" : "SSL";
        Properties p = new Properties();
        p.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@" + HOST + ":" + controllerPort,
                "listeners",
                "BROKER://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort,
                "advertised.listeners",
                "BROKER://" + HOST + ":" + port,
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "BROKER",
                "listener.security.protocol.map",
                "BROKER:" + protocol + ",CONTROLLER:" + protocol,
                "log.dirs",
                data.toString()));
        if (tls != null) {
            p.putAll(tls.clientProperties());
            p.remove("security.protocol");
            p.put("ssl.client.auth", "required");
            p.put("principal.builder.class", CertificatePrincipals.class.getName());
            p.put("authorizer.class.name", LogAuthorizer.class.getName());
        }
        p.putAll(alone());
        p.putAll(small());
        return p;
    }

    /** One node: nothing is replicated, and a group has its first member at once. */
    private static Map<String, String> alone() {
        return Map.of(
                "default.replication.factor", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "auto.create.topics.enable", "false",
                "controlled.shutdown.enable", "false");
    }

    private static Map<String, String> small() {
        return Map.of(
                "num.network.threads", "2",
                "num.io.threads", "2",
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "2",
                "log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024),
                "log.cleaner.io.buffer.size", Integer.toString(256 * 1024),
                "log.index.size.max.bytes", Integer.toString(1024 * 1024),
                "socket.send.buffer.bytes", "-1",
                "socket.receive.buffer.bytes", "-1",
                "message.max.bytes", Integer.toString(2 * 1024 * 1024));
    }

    private static void format(Path data) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setDirectories(java.util.List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot prepare " + data + " for Kafka: " + e.getMessage(), e);
        }
    }

    private static Path writable(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "probe", null));
            return directory.toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException("Kafka cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on " + HOST, e);
        }
    }

    private static int requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HOST, port));
            return port;
        } catch (BindException e) {
            throw new IllegalStateException("port " + port + " on " + HOST + " is already in use", e);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + HOST + ":" + port + ": " + e.getMessage(), e);
        }
    }
}
