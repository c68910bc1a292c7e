package dev.gyre.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.LogLimits;
import dev.gyre.events.Topics;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RecordTest {

    private static final RecordWriter WRITER = new RecordWriter(KubernetesKinds.registry(), "c1");
    private static final Instant TIME = Instant.parse("2026-11-23T10:32:00.123456Z");
    private static final Partition PARTITION = new Partition(Topics.CHANGES, 7);
    private static final Stamp STAMP = new Stamp(1, 42, new Position(120, 0), new Position(99, 3), TIME);
    private static final Provenance PROVENANCE = new Provenance(
            "system:admin", "request-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TIME);

    @Test
    void aChangeIsACloudEventInBinaryMode() {
        Entry entry = WRITER.change(PARTITION, STAMP, 119, deployment(ResourceEvent.Type.MODIFIED));
        assertThat(entry.key()).isEqualTo("deployments.apps/default/web");
        assertThat(entry.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "1-120.0"),
                        Map.entry("ce_type", "dev.gyre.deployments.modified"),
                        Map.entry("ce_source", "/gyre/c1"),
                        Map.entry("ce_subject", "deployments.apps/default/web"),
                        Map.entry("ce_time", "2026-11-23T10:32:00.123456Z"),
                        Map.entry("ce_generation", "1"),
                        Map.entry("ce_term", "42"),
                        Map.entry("ce_revision", "120"),
                        Map.entry("ce_previousrevision", "99"),
                        Map.entry("ce_previousindex", "3"),
                        Map.entry("ce_afterrevision", "119"),
                        Map.entry("ce_cause", "request-1"),
                        Map.entry("ce_actor", "system:admin"),
                        Map.entry("ce_traceparent", PROVENANCE.traceparent()),
                        Map.entry("content-type", "application/json")));
        assertThat(text(entry)).isEqualTo("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"x\":1.50}");
    }

    @Test
    void changesComeBackAsTheyWere() {
        for (ResourceEvent.Type type : ResourceEvent.Type.values()) {
            ResourceEvent event = deployment(type);
            assertThat(RecordReader.read(WRITER.change(PARTITION, STAMP, 119, event)))
                    .isEqualTo(new LogRecord.Change(STAMP, event));
        }
    }

    @Test
    void otherRecordsOfTheRelayComeBackAsTheyWere() {
        PodReference reference = new PodReference(
                "node-1",
                ResourceKey.namespaced("", "pods", "default", "web-1"),
                "u-1",
                120,
                "request-1",
                PROVENANCE.traceparent(),
                true);
        assertThat(RecordReader.read(WRITER.reference(PARTITION, STAMP, reference)))
                .isEqualTo(new LogRecord.Reference(STAMP, reference));
        assertThat(RecordReader.read(WRITER.gap(PARTITION, STAMP, 5, 120))).isEqualTo(new LogRecord.Gap(STAMP, 5, 120));
        Entry term = WRITER.termBegan(PARTITION, STAMP);
        assertThat(RecordReader.read(term)).isEqualTo(new LogRecord.TermBegan(STAMP));
        assertThat(RecordReader.isTermRecord(term)).isTrue();
        Resource object = deployment(ResourceEvent.Type.ADDED).resource();
        assertThat(RecordReader.read(WRITER.state(PARTITION, STAMP, object, PROVENANCE)))
                .isEqualTo(new LogRecord.State(STAMP, object, PROVENANCE));
        Progress progress = new Progress(
                "c1", 1, 32, 42, 120, 7, 30, TIME, Map.of(PARTITION, new Progress.Mark(new Position(120, 2), 9, 42)));
        assertThat(RecordReader.progress(WRITER.progress(progress))).isEqualTo(progress);
    }

    @Test
    void heartbeatsAndDecisionsComeBackAsTheyWere() {
        BornOnTheLog records = new BornOnTheLog("c1");
        Heartbeat heartbeat = new Heartbeat("node-1", TIME);
        assertThat(BornOnTheLog.readHeartbeat(records.heartbeat(heartbeat))).isEqualTo(heartbeat);
        DecisionRecord decision = new DecisionRecord(
                "deployment/d/1",
                "deployment",
                "0.1",
                "deployments.apps/default/web",
                120,
                TIME,
                Map.of("lag", "3"),
                List.of("because"),
                List.of());
        assertThat(BornOnTheLog.readDecision(records.decision(new Partition(Topics.DECISIONS, 0), decision)))
                .isEqualTo(decision);
    }

    @Test
    void nothingThatAUserWroteIntoASecretReachesTheLog() {
        ObjectNode secret = Json.readObject("""
                {"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"password":"czNjcjN0"},
                 "stringData":{"other":"s3cr3t"},"immutable":true,
                 "metadata":{"name":"s","namespace":"default","uid":"u","labels":{"a":"b"},
                   "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"czNjcjN0"},
                   "managedFields":[{"manager":"czNjcjN0"}],
                   "ownerReferences":[{"uid":"o"}],"finalizers":["f"],
                   "creationTimestamp":"2026-11-23T10:00:00Z","deletionTimestamp":"2026-11-23T10:01:00Z"}}""".getBytes(StandardCharsets.UTF_8));
        ResourceKey key = ResourceKey.namespaced("", "secrets", "default", "s");
        ResourceEvent event = new ResourceEvent(ResourceEvent.Type.ADDED, Resource.of(key, 120, secret), PROVENANCE);
        for (Entry entry : List.of(
                WRITER.change(PARTITION, STAMP, 119, event),
                WRITER.state(PARTITION, STAMP, event.resource(), PROVENANCE))) {
            assertThat(text(entry))
                    .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\","
                            + "\"namespace\":\"default\",\"uid\":\"u\",\"labels\":{\"a\":\"b\"},"
                            + "\"ownerReferences\":[{\"uid\":\"o\"}],\"finalizers\":[\"f\"],"
                            + "\"creationTimestamp\":\"2026-11-23T10:00:00Z\","
                            + "\"deletionTimestamp\":\"2026-11-23T10:01:00Z\"}}");
            assertThat(entry.headers().values()).noneMatch(v -> v.contains("czNjcjN0"));
        }
    }

    @Test
    void recordsOfOthersHaveNoStampAndCannotBeRead() {
        Entry bare = new Entry(PARTITION, "k", Map.of(), new byte[] {1});
        assertThat(RecordReader.stamp(bare)).isNull();
        assertThatThrownBy(() -> RecordReader.read(bare)).isInstanceOf(UnreadableRecordException.class);
        Entry odd = new Entry(
                PARTITION, "k", Map.of("ce_generation", "1", "ce_term", "many", "ce_time", "now"), new byte[] {1});
        assertThat(RecordReader.stamp(odd)).isNull();
    }

    @Test
    void theBoundCountsMoreThanTheRecordTakes() {
        Entry entry = WRITER.change(PARTITION, STAMP, 119, deployment(ResourceEvent.Type.MODIFIED));
        byte[] value = entry.value();
        long actual = value.length + entry.key().length();
        for (Map.Entry<String, String> header : entry.headers().entrySet()) {
            actual += header.getKey().length() + header.getValue().length() + 2;
        }
        ResourceKey key = deployment(ResourceEvent.Type.MODIFIED).key();
        assertThat(LogLimits.recordBytes(key, value.length, PROVENANCE)).isGreaterThan(actual);
        assertThat(LogLimits.fits(key, LogLimits.MAX_RECORD_BYTES - 10_000, PROVENANCE))
                .isTrue();
        assertThat(LogLimits.fits(key, LogLimits.MAX_RECORD_BYTES, PROVENANCE)).isFalse();
    }

    private static ResourceEvent deployment(ResourceEvent.Type type) {
        ObjectNode json = Json.readObject(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"x\":1.50}".getBytes(StandardCharsets.UTF_8));
        ResourceKey key = ResourceKey.namespaced("apps", "deployments", "default", "web");
        return new ResourceEvent(type, Resource.of(key, 120, json), PROVENANCE);
    }

    private static String text(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }
}
