package dev.gyre.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's tools read the topics: Debian's kcat, over mutual TLS, with the file that Gyre writes. */
class KcatIT {

    @TempDir
    private Path directory;

    @Test
    void kcatReadsAChangeAsACloudEvent() throws Exception {
        Pem pem = new Pem(Files.createDirectory(directory.resolve("pem")));
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, pem.issue("gyre-kafka"));
                EventLog log = new KafkaEventLog(broker.connection())) {
            log.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().get(30, TimeUnit.SECONDS);
            append(log);
            Path properties = directory.resolve("kafka.properties");
            Files.writeString(
                    properties,
                    KafkaConnection.librdkafkaFile(broker.bootstrapServers(), pem.issue("kubernetes-admin")));
            String read = run(
                    "kcat",
                    "-F",
                    properties.toString(),
                    "-C",
                    "-t",
                    Topics.CHANGES,
                    "-e",
                    "-q",
                    "-f",
                    "%k | %h | %s\\n");
            assertThat(read)
                    .startsWith("configmaps/default/c | ")
                    .contains(
                            "ce_specversion=1.0",
                            "ce_type=dev.gyre.configmaps.added",
                            "ce_subject=configmaps/default/c",
                            "ce_revision=5",
                            "ce_cause=request-5",
                            "content-type=application/json")
                    .endsWith(" | {\"kind\":\"ConfigMap\"}\n");
        }
    }

    private static void append(EventLog log) throws Exception {
        ResourceKey key = ResourceKey.namespaced("", "configmaps", "default", "c");
        Instant time = Instant.parse("2026-11-23T10:00:00Z");
        Provenance provenance = new Provenance("system:admin", "request-5", "", time);
        ResourceEvent event = new ResourceEvent(
                ResourceEvent.Type.ADDED, Resource.of(key, 5, Json.object().put("kind", "ConfigMap")), provenance);
        Stamp stamp = new Stamp(1, 2, new Position(5, 0), Position.START, time);
        log.append(new RecordWriter(KubernetesKinds.registry(), "c1")
                        .change(Topics.STANDARD.changesPartition(key), stamp, 0, event))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private String run(String... command) throws Exception {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(errors, StandardCharsets.UTF_8))
                .isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
