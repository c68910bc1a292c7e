package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.ResourceEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The cluster's zone as a whole, and that it depends on the objects alone. */
class DirectoryTest {

    @Test
    void theZoneIsTheGoldenOne() throws IOException {
        StringBuilder text = new StringBuilder();
        Objects.directory().dump().forEach((name, records) -> {
            text.append(name).append('\n');
            records.forEach(record ->
                    text.append("    ").append(record.replaceAll("\\s+", " ")).append('\n'));
        });
        try (var golden = DirectoryTest.class.getResourceAsStream("zone.txt")) {
            assertThat(text.toString()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Property(tries = 200)
    void anyOrderOfEventsGivesTheSameDirectory(@ForAll long seed) {
        Random random = new Random(seed);
        List<ResourceEvent> events = new ArrayList<>();
        for (Resource object : Objects.ALL) {
            events.add(event(ResourceEvent.Type.ADDED, object));
            events.add(event(ResourceEvent.Type.MODIFIED, Objects.at(object, 2)));
        }
        Collections.shuffle(events, random);
        Directory directory = new Directory(Objects.directory().zone());
        events.forEach(event -> directory.apply(List.of(event)));
        assertThat(directory.dump()).isEqualTo(Objects.directory().dump());
    }

    @Property(tries = 200)
    void whatIsDeletedLeavesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        List<Resource> objects = new ArrayList<>(Objects.ALL);
        Collections.shuffle(objects, random);
        Directory directory = Objects.directory();
        objects.forEach(object -> directory.apply(List.of(event(ResourceEvent.Type.DELETED, Objects.at(object, 3)))));
        assertThat(directory.dump()).isEqualTo(empty());
    }

    @Test
    void anEndpointThatIsNotReadyIsPublishedWhereTheServiceSaysSo() {
        Directory directory = Objects.directory();
        directory.apply(List.of(event(
                ResourceEvent.Type.MODIFIED,
                Objects.at(Objects.service("db", "{'clusterIP':'None','publishNotReadyAddresses':true}"), 2))));
        assertThat(directory.dump().get("db.default.svc.cluster.local.")).hasSize(3);
    }

    @Test
    void aSliceThatChangesItsServiceMovesItsEndpoints() {
        Directory directory = Objects.directory();
        Resource moved = Objects.slice("db-1", "nobody", "{'endpoints':[{'addresses':['10.3.0.100']}]}");
        directory.apply(List.of(event(ResourceEvent.Type.MODIFIED, Objects.at(moved, 2))));
        assertThat(directory.dump().get("db.default.svc.cluster.local.")).isEmpty();
        assertThat(directory.dump().get("nobody.default.svc.cluster.local.")).hasSize(1);
    }

    @Test
    void whatIsNoAddressIsPassedOver() {
        Directory directory = new Directory(Objects.directory().zone());
        directory.reset(List.of(
                Objects.service("a", "{'clusterIP':'10'}"),
                Objects.service("b", "{'clusterIP':''}"),
                Objects.service("c", "{'type':'ExternalName','externalName':'" + "x".repeat(70) + ".y'}"),
                Objects.service("d", "{'clusterIP':'None'}"),
                Objects.slice("d-1", "d", "{'endpoints':[{'addresses':['pod.example']}, {}]}")));
        assertThat(directory.dump().keySet())
                .doesNotContain("a.default.svc.cluster.local.", "b.default.svc.cluster.local.")
                .contains("d.default.svc.cluster.local.");
    }

    private static Map<String, List<String>> empty() {
        return new Directory(Objects.directory().zone()).dump();
    }

    private static ResourceEvent event(ResourceEvent.Type type, Resource object) {
        return new ResourceEvent(type, object, new Provenance("test", "test", "", Instant.EPOCH));
    }
}
