package dev.gyre.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.ImpatientLog;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogUnreachableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final Partition PARTITION = new Partition("letters", 0);

    @TempDir
    private Path directory;

    @Test
    void whatWasAppendedIsThereAfterARestart() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
                EventLog log = new KafkaEventLog(broker.connection())) {
            get(log.ensureTopics(List.of(new TopicSpec("letters", 1, Map.of()))));
            get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {1})));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
                EventLog log = new KafkaEventLog(broker.connection())) {
            assertThat(get(log.endOffsets(List.of(PARTITION)))).containsEntry(PARTITION, 1L);
            assertThat(get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {2}))))
                    .isEqualTo(1L);
        }
    }

    /** A consumer by itself waits for the broker to come back. */
    @Test
    void oneThatDiesInTheMiddleOfAQuestionEndsIt() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
        try (EventLog log = new ImpatientLog(new KafkaEventLog(broker.connection()), Duration.ofSeconds(2))) {
            get(log.ensureTopics(List.of(new TopicSpec("letters", 1, Map.of()))));
            get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {1})));
            LogScan scan = LogScan.start(log, Map.of(PARTITION, new LogScan.Range(0, 2)), first -> broker.close());

            assertThatThrownBy(() -> get(scan.done()))
                    .hasCauseInstanceOf(LogUnreachableException.class)
                    .hasStackTraceContaining("no Kafka broker has answered for 2 s, in the middle of the question");
        } finally {
            broker.close();
        }
    }

    @Test
    void onlyClientsOfItsOwnAuthorityAreAdmitted() throws Exception {
        Pem ours = new Pem(Files.createDirectory(directory.resolve("ours")));
        Pem theirs = new Pem(Files.createDirectory(directory.resolve("theirs")));
        PemFiles client = ours.issue("gyre-gateway");
        PemFiles stranger = theirs.issue("stranger");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, ours.issue("gyre-kafka"))) {
            Path file = directory.resolve("kafka.properties");
            Files.writeString(file, KafkaConnection.librdkafkaFile(broker.bootstrapServers(), client));
            try (EventLog log = new KafkaEventLog(KafkaConnection.fromFile(file))) {
                get(log.ensureTopics(List.of(new TopicSpec("letters", 1, Map.of()))));
                assertThat(get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {1}))))
                        .isZero();
            }
            PemFiles trustingStranger = new PemFiles(client.ca(), stranger.certificate(), stranger.key());
            Map<String, String> impatient =
                    new HashMap<>(KafkaConnection.mutualTls(broker.bootstrapServers(), trustingStranger)
                            .clientProperties());
            try (EventLog log = new KafkaEventLog(new KafkaConnection(impatient, "", ""))) {
                assertThatThrownBy(() -> get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {1}))))
                        .hasStackTraceContaining("SSL");
            }
        }
    }

    @Test
    void anAccountSpeaksForItselfAndAStrangerNotAtAll() throws Exception {
        Pem ours = new Pem(Files.createDirectory(directory.resolve("ours")));
        Partition own = new Partition("gyre.intents.shop.robot", 0);
        Partition others = new Partition("gyre.intents.shop.other", 0);
        Partition changes = new Partition("gyre.changes", 0);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, ours.issue("gyre-kafka"));
                EventLog gateway = as("gyre-gateway", ours, broker);
                EventLog robot = as("system:serviceaccount:shop:robot", ours, broker);
                EventLog alice = as("alice", ours, broker)) {
            for (Partition partition : List.of(own, others, changes)) {
                get(gateway.ensureTopics(List.of(new TopicSpec(partition.topic(), 1, Map.of()))));
                get(gateway.append(letter(partition)));
            }
            assertThat(get(robot.append(letter(own)))).isEqualTo(1L);
            assertThatThrownBy(() -> get(robot.append(letter(others))))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> get(robot.append(letter(changes))))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> get(robot.endOffsets(List.of(changes))))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            for (Partition partition : List.of(own, others, changes)) {
                assertThatThrownBy(() -> get(alice.append(letter(partition))))
                        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
                assertThatThrownBy(() -> get(alice.endOffsets(List.of(partition))))
                        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            }
            assertThat(get(gateway.endOffsets(List.of(own, others, changes))))
                    .isEqualTo(Map.of(own, 2L, others, 1L, changes, 1L));
        }
    }

    private static EventLog as(String user, Pem authority, EmbeddedBroker broker) throws Exception {
        return new KafkaEventLog(KafkaConnection.mutualTls(broker.bootstrapServers(), authority.issue(user)));
    }

    private static Entry letter(Partition partition) {
        return new Entry(partition, "k", Map.of(), new byte[] {1});
    }

    @Test
    void anOccupiedPortIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory.resolve("kafka"), taken.getLocalPort(), null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is already in use");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneClearLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("kafka"), 0, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Kafka cannot write to " + file.resolve("kafka"));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
