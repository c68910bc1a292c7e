package dev.gyre.events.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.LogVerifier;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastState;
import dev.gyre.events.history.Version;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.LogFileHeader;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A log with two namespaces and a Secret, exported and read back. Revision 7 is of a kind that is not published. */
class LogFileTest {

    private static final Topics TOPICS = new Topics(4, 2, 2, 2);
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final ResourceKey ONE = ResourceKey.parse("configmaps/shop/one");
    private static final ResourceKey OTHER = ResourceKey.parse("configmaps/stock/other");
    private static final ResourceKey NODE = ResourceKey.parse("nodes/node-1");
    private static final ResourceKey SECRET = ResourceKey.parse("secrets/shop/word");

    @TempDir
    private Path directory;

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "test");
    private final Map<Partition, Mark> marks = new HashMap<>();

    @BeforeEach
    void aShortHistory() {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
        change(1, NODE, Type.ADDED, "r1");
        change(2, ONE, Type.ADDED, "r2");
        change(3, OTHER, Type.ADDED, "r3");
        change(4, SECRET, Type.ADDED, "r4");
        decision("configmaps/shop/one", 4);
        change(5, ONE, Type.MODIFIED, "test/configmaps/shop/one/4/1");
        change(6, OTHER, Type.DELETED, "r6");
        decision("configmaps/stock/other", 6);
        change(8, OTHER, Type.ADDED, "r8");
        change(9, ONE, Type.MODIFIED, "r9");
        progress(9, 1);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aWholeLogIsTheSameLog() {
        LogFileHeader written = export(0, Long.MAX_VALUE);

        try (LogFile file = LogFile.read(file())) {
            assertThat(file.header()).isEqualTo(written);
            assertThat(written.fromRevision()).isZero();
            assertThat(written.toRevision()).isEqualTo(9);
            assertThat(written.decisions()).isEqualTo(2);
            assertThat(written.releases()).containsExactly("0.9");
            assertThat(written.partitions())
                    .containsEntry(
                            "gyre.changes.cluster-0", new LogFileHeader.Span(new Position(1, 0), new Position(1, 0)));
            for (Partition partition : TOPICS.changes()) {
                assertThat(file.log().contents(partition))
                        .as(partition.toString())
                        .usingRecursiveComparison()
                        .isEqualTo(log.contents(partition));
            }
            assertThat(verified(file)).isEqualTo(new Verdict(0, 9, 8, 1, List.of()));
        }
    }

    @Test
    void aPartBeginsWithTheStateBeforeIt() {
        LogFileHeader written = export(5, 8);

        assertThat(written.fromRevision()).isEqualTo(4);
        assertThat(written.fromTime()).isEqualTo(START.plusSeconds(4));
        assertThat(written.toRevision()).isEqualTo(8);
        try (LogFile file = LogFile.read(file())) {
            assertThat(verified(file)).isEqualTo(new Verdict(4, 8, 3, 1, List.of()));
            assertThat(state(file, 4)).containsExactlyInAnyOrder(NODE, ONE, OTHER, SECRET);
            assertThat(state(file, 6)).containsExactlyInAnyOrder(NODE, ONE, SECRET);
            assertThat(state(file, 8)).containsExactlyInAnyOrder(NODE, ONE, SECRET, OTHER);
            assertThatThrownBy(() -> state(file, 3)).hasCauseInstanceOf(NotOnTheLogException.class);
            assertThatThrownBy(() -> state(file, 9)).hasCauseInstanceOf(NotOnTheLogException.class);
            assertThat(new LogHistory(file.log(), file.topics()).versionsOf(ONE))
                    .extracting(Version::type, Version::revision)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Version.Type.FOUND, 2L),
                            org.assertj.core.groups.Tuple.tuple(Version.Type.MODIFIED, 5L));
        }
    }

    @Test
    void aDecisionThatLedToAChangeOfThePartIsInItToo() {
        export(5, 5);

        try (LogFile file = LogFile.read(file())) {
            LogHistory history = new LogHistory(file.log(), file.topics());
            assertThat(history.decisionsAbout("configmaps/shop/one"))
                    .extracting(DecisionRecord::inputRevision)
                    .containsExactly(4L);
            assertThat(history.decisionsAbout("configmaps/stock/other")).isEmpty();
        }
    }

    @Test
    void whatWasNamedIsTakenOutEverywhere() throws IOException {
        export(5, 9, "data.*", "**.password");

        String text = text();
        assertThat(text).doesNotContain("sunshine", "sesame", "managedFields").contains("(redacted)");
        try (LogFile file = LogFile.read(file())) {
            Resource last = new LogHistory(file.log(), file.topics())
                    .versionsOf(ONE)
                    .getLast()
                    .object();
            assertThat(last.json().path("data").path("weather").asString()).isEqualTo("(redacted)");
            assertThat(last.json()
                            .path("spec")
                            .path("list")
                            .path(0)
                            .path("password")
                            .asInt())
                    .isZero();
            assertThat(last.json()
                            .path("spec")
                            .path("list")
                            .path(0)
                            .path("user")
                            .asString())
                    .isEqualTo("ann");
            assertThat(file.header().redacted()).containsExactly("data.*", "**.password");
        }
    }

    @Test
    void whatASecretHeldIsNeverInIt() throws IOException {
        export(5, 9);

        assertThat(text()).contains("secrets/shop/word", "sunshine").doesNotContain("sesame");
    }

    @Test
    void aLogThatLacksSomethingIsNotExported() {
        Partition partition = TOPICS.changesPartition(ONE);
        log.loseTail(partition, 1);

        assertThatThrownBy(() -> export(5, Long.MAX_VALUE))
                .isInstanceOf(NotOnTheLogException.class)
                .hasMessageContaining("the valid records of " + partition + " end at");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileThatIsCutShortOrOfAnotherKindIsALine() throws IOException {
        export(0, Long.MAX_VALUE);
        String[] lines = text().split("\n", -1);

        rewrite(String.join("\n", List.of(lines).subList(0, 4)));
        assertThatThrownBy(() -> LogFile.read(file())).hasMessageContaining("cut short: it holds 3 of 11 records");
        rewrite(lines[0].replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(() -> LogFile.read(file())).hasMessageContaining("expected a version up to 1, found 2");
        Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> LogFile.read(directory.resolve("empty"))).hasMessageEndingWith("ends too soon");
        Files.writeString(file(), "no gzip");
        assertThatThrownBy(() -> LogFile.read(file())).hasMessageContaining("is no log file");
        assertThatThrownBy(() -> LogFile.read(directory.resolve("none"))).hasMessageContaining("there is no file");
    }

    private record Verdict(long since, long revision, long records, long counted, List<String> problems) {}

    private static Verdict verified(LogFile file) {
        LogVerifier.Report report = new LogVerifier(file.log(), file.topics())
                .verify()
                .toCompletableFuture()
                .join();
        return new Verdict(report.since(), report.revision(), report.records(), report.counted(), report.problems());
    }

    private static List<ResourceKey> state(LogFile file, long revision) {
        return PastState.read(
                        file.log(), file.topics(), stamp -> stamp.position().revision() <= revision, revision)
                .toCompletableFuture()
                .join()
                .objects()
                .stream()
                .map(past -> past.object().key())
                .toList();
    }

    private LogFileHeader export(long from, long to, String... redact) {
        return LogFileWriter.write(
                log,
                TOPICS,
                KubernetesKinds.registry(),
                new LogFileWriter.Span(
                        stamp -> stamp.position().revision() < from,
                        stamp -> stamp.position().revision() <= to,
                        to == Long.MAX_VALUE ? 0 : to),
                Redaction.of(List.of(redact), UnaryOperator.identity()),
                "1.0",
                START,
                file());
    }

    private Path file() {
        return directory.resolve("part.gyre");
    }

    private String text() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void rewrite(String text) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file()))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void change(long revision, ResourceKey key, Type type, String cause) {
        Partition partition = TOPICS.changesPartition(key);
        Position previous = marks.containsKey(partition) ? marks.get(partition).position() : Position.START;
        Stamp stamp = new Stamp(1, 7, new Position(revision, 0), previous, START.plusSeconds(revision));
        Resource object = Resource.of(key, revision, object(key));
        long offset = log.append(writer.change(
                        partition,
                        stamp,
                        revision - 1,
                        new ResourceEvent(type, object, new Provenance("ann", cause, "", stamp.time()))))
                .toCompletableFuture()
                .join();
        marks.put(partition, new Mark(stamp.position(), offset, 7));
    }

    private static ObjectNode object(ResourceKey key) {
        ObjectNode object = json("""
                {"apiVersion": "v1", "kind": "Any", "data": {"weather": "sunshine"},
                 "spec": {"list": [{"user": "ann", "password": 4711}]}}
                """);
        ObjectNode metadata = object.putObject("metadata").put("name", key.name());
        metadata.putArray("managedFields").addObject().put("manager", "ann");
        metadata.putObject("annotations")
                .put("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{\"weather\":\"sunshine\"}}");
        if (key.equals(SECRET)) {
            object.putObject("data").put("word", "sesame");
            metadata.putObject("annotations")
                    .put("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{\"word\":\"sesame\"}}");
        }
        return object;
    }

    private void decision(String subject, long revision) {
        Command create =
                new Command.Create(SECRET, json("{\"kind\": \"Secret\", \"data\": {\"word\": \"sesame\"}}"), List.of());
        Command update = new Command.Update(
                ONE, null, 2, json("{\"kind\": \"ConfigMap\", \"data\": {\"weather\": \"sunshine\"}}"), List.of());
        DecisionRecord decision = new DecisionRecord(
                "test/" + subject + "/" + revision + "/1",
                "test",
                "0.9",
                subject,
                revision,
                START,
                Map.of(),
                List.of(),
                List.of(create, update));
        log.append(new BornOnTheLog("test").decision(TOPICS.decisionsPartition(subject), decision))
                .toCompletableFuture()
                .join();
    }

    private void progress(long revision, long counted) {
        log.append(writer.progress(
                        new Progress("test", 1, 4, 7, revision, 0, counted, START.plusSeconds(revision), marks)))
                .toCompletableFuture()
                .join();
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
