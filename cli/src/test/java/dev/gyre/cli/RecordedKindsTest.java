package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordedKindsTest {

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "test");
    private long revision;

    @BeforeEach
    void topics() {
        log.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aKindIsKnownByItsDefinitionAlsoWhenThatIsGone() {
        change("widgets", "Widget", true, Type.ADDED);
        change("wheels", "Wheel", false, Type.ADDED);
        change("gears", "Gear", true, Type.ADDED);
        change("gears", "Gear", true, Type.DELETED);
        RecordedKinds kinds = new RecordedKinds(log, Topics.STANDARD);

        ObjectArgument widget = ObjectArgument.parse("widget/one", "shop", kinds);
        assertThat(widget.key()).isEqualTo(ResourceKey.parse("widgets.example.com/shop/one"));
        assertThat(ObjectArgument.parse("gears.example.com/one", "shop", kinds).key())
                .isEqualTo(ResourceKey.parse("gears.example.com/shop/one"));
        assertThat(kinds.named("wheel")).as("not established").isNull();
        assertThat(ObjectArgument.parse("po/one", "shop", kinds).key()).isEqualTo(ResourceKey.parse("pods/shop/one"));
    }

    private void change(String plural, String kind, boolean isEstablished, Type type) {
        ResourceKey key = CustomKinds.definition(plural + ".example.com");
        Partition partition = Topics.STANDARD.changesPartition(key);
        long previous = revision++;
        Instant time = Instant.EPOCH.plusSeconds(revision);
        Resource definition = Resource.of(key, revision, Json.readObject("""
                        {"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"%s","singular":"%s","kind":"%s"},
                         "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]},
                         "status":{"conditions":[{"type":"Established","status":"%s"}]}}
                        """.formatted(
                        plural, plural.substring(0, plural.length() - 1), kind, isEstablished ? "True" : "False")
                .getBytes(StandardCharsets.UTF_8)));
        log.append(writer.change(
                        partition,
                        new Stamp(1, 1, new Position(revision, 0), new Position(previous, 0), time),
                        previous,
                        new ResourceEvent(type, definition, new Provenance("ann", "q", "", time))))
                .toCompletableFuture()
                .join();
    }
}
