package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Resource;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Real sockets and a real resolver. */
class DnsServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MANY = 200;

    private final List<AutoCloseable> open = new ArrayList<>();
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        Directory directory = Objects.directory();
        directory.reset(withMany());
        server = listen(new Responder(directory, question -> CompletableFuture.completedFuture(new Message())));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private DnsServer listen(Responder responder) throws IOException {
        DnsServer listening = DnsServer.listen(LOOPBACK, 0, 2, responder);
        open.add(listening);
        return listening;
    }

    private static List<Resource> withMany() {
        List<Resource> objects = new ArrayList<>(Objects.ALL);
        objects.add(Objects.service("many", "{'clusterIP':'None'}"));
        StringBuilder endpoints = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            endpoints
                    .append(i == 0 ? "" : ",")
                    .append("{'addresses':['10.9.0.")
                    .append(i)
                    .append("']}");
        }
        objects.add(Objects.slice("many-1", "many", "{'endpoints':[" + endpoints + "]}"));
        return objects;
    }

    @Test
    void aResolverIsAnswered() throws IOException {
        Message answer = resolver(server.port()).send(query("kubernetes.default.svc.cluster.local."));
        assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString()).isEqualTo("10.96.0.1");
        assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
    }

    @Test
    void whatDoesNotFitIntoAPacketComesOverTcp() throws IOException {
        SimpleResolver resolver = resolver(server.port());
        resolver.setIgnoreTruncation(true);
        Message cut = resolver.send(query("many.default.svc.cluster.local."));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.getSection(Section.ANSWER)).hasSizeLessThan(MANY);
        Message whole = resolver(server.port()).send(query("many.default.svc.cluster.local."));
        assertThat(whole.getSection(Section.ANSWER)).hasSize(MANY);
    }

    @Test
    void severalQueriesShareAConnection() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, server.port())) {
            byte[] query = query("db.default.svc.cluster.local.").toWire();
            ByteBuffer twice = ByteBuffer.allocate(2 * (query.length + 2));
            twice.putShort((short) query.length)
                    .put(query)
                    .putShort((short) query.length)
                    .put(query);
            socket.getOutputStream().write(twice.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 2; i++) {
                byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(new Message(answer).getSection(Section.ANSWER)).hasSize(2);
            }
        }
    }

    @Test
    void rubbishDoesNoHarm() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int length : new int[] {0, 1, 11, 12, 13, 500, 4000}) {
                byte[] rubbish = new byte[length];
                java.util.Arrays.fill(rubbish, (byte) 0x3f);
                socket.send(new DatagramPacket(rubbish, length, new InetSocketAddress(LOOPBACK, server.port())));
            }
        }
        aResolverIsAnswered();
    }

    /** One server asks the other, whose first resolver is dead. */
    @Test
    void theRestIsForwarded() throws IOException {
        Directory none = new Directory(ClusterZone.of("cluster.example", "10.96.0.10"));
        SimpleResolver dead = resolver(deadPort());
        dead.setTimeout(Duration.ofMillis(200));
        Forwarder forwarder =
                new Forwarder(() -> List.of(dead, resolver(server.port())), 10, 10, InstantSource.system());
        DnsServer front = listen(new Responder(none, forwarder));
        Message answer = resolver(front.port()).send(query("many.default.svc.cluster.local."));
        assertThat(answer.getSection(Section.ANSWER)).hasSize(MANY);
        assertThat(resolver(front.port())
                        .send(query("nothing.default.svc.cluster.local."))
                        .getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void afterTheEndNobodyListens() throws Exception {
        int port = server.port();
        stop();
        open.clear();
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            try (DatagramSocket socket = new DatagramSocket(port, LOOPBACK)) {
                assertThat(socket.isBound()).isTrue();
            }
        });
    }

    private static int deadPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static SimpleResolver resolver(int port) {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(LOOPBACK, port));
        resolver.setTimeout(Duration.ofSeconds(30));
        return resolver;
    }

    private static Message query(String name) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    }
}
