package dev.gyre.actors.view;

import static dev.gyre.actors.Objects.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Checkpoint.Mark;
import dev.gyre.schemas.record.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewSnapshotFileTest {

    private static final Place PLACE = new Place(
            "c1",
            3,
            77,
            Map.of(
                    new Partition("gyre.changes", 0), new Mark(12, new Position(70, 0), 3, 9),
                    new Partition("gyre.changes.cluster", 0), new Mark(0, null, 3, 0)),
            41);

    @TempDir
    Path directory;

    @Test
    void whatWasKeptIsRead() {
        List<Resource> objects = objects(5_000); // several blocks
        keep(PLACE, objects);
        ViewSnapshots file = new ViewSnapshotFile(file(), "test");
        assertThat(file.read().toCompletableFuture().join().orElseThrow().place())
                .isEqualTo(PLACE);
        PersistentClusterView view = read(file).orElseThrow();
        assertThat(view.revision()).isEqualTo(77);
        assertThat(view.objects()).containsExactlyInAnyOrderElementsOf(objects);
        keep(PLACE, List.of());
        assertThat(read(file).orElseThrow().objects()).isEmpty();
    }

    /** Nothing but their outlines is read for that. */
    @Test
    void theViewOfWhatWasKeptFindsWhatTheViewBeforeFound() {
        Resource pod = resource("pods/shop/web-1", 5, """
                {'metadata':{'uid':'u1','labels':{'app':'web'},'ownerReferences':[{'uid':'rs','controller':true}]},
                 'spec':{'nodeName':'n1'},'status':{'phase':'Failed'}}""");
        Resource unbound = resource("pods/shop/web-2", 6, "{'metadata':{'uid':'u2','labels':{'app':'web'}}}");
        Resource orphan = resource("replicasets.apps/shop/web", 7, "{'metadata':{'uid':'rs'}}");
        Resource service = resource("services/shop/web", 8, "{'spec':{'selector':{'app':'web'}}}");
        List<Resource> objects = List.of(pod, unbound, orphan, service);
        keep(PLACE, objects);

        PersistentClusterView view = read().orElseThrow();

        assertThat(view.objects()).containsExactlyInAnyOrderElementsOf(objects);
        assertThat(view.byUid("u1")).contains(pod);
        assertThat(view.ownedBy("rs")).containsExactly(pod);
        assertThat(view.podsOnNode("n1")).containsExactly(pod);
        assertThat(view.podsOnNode("")).containsExactly(unbound);
        assertThat(view.finishedPods()).containsExactly(pod);
        assertThat(view.orphans("apps", "replicasets", "shop")).containsExactly(orphan);
        assertThat(view.podsLabelled("shop", Map.of("app", "web"))).containsExactly(pod, unbound);
        assertThat(view.servicesSelecting("shop", Map.of("app", "web"))).containsExactly(service);
    }

    @Test
    void whatIsBeingReadAlreadyIsAnsweredOnceAndThenReadAgain() {
        keep(PLACE, objects(1));
        ViewSnapshots early = ViewSnapshots.readingAlready(new ViewSnapshotFile(file(), "test"));
        assertThat(read(early)).isPresent();
        keep(PLACE, List.of());
        assertThat(read(early).orElseThrow().objects()).isEmpty();
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        keep(PLACE, objects(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory.resolve("views"))) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void whatADyingProcessLeftBesideItIsNothing() throws IOException {
        keep(PLACE, objects(3));
        Files.write(file().resolveSibling("controllers.new"), new byte[] {1, 2, 3});
        assertThat(read()).isPresent();
        keep(PLACE, objects(4));
        assertThat(read().orElseThrow().objects()).hasSize(4);
    }

    @Test
    void anotherBuildsIsNotRead() {
        keep(PLACE, objects(3));
        assertThat(read(new ViewSnapshotFile(file(), "next"))).isEmpty();
    }

    @Test
    void aNewerFormatIsNotRead() throws IOException {
        keep(PLACE, List.of());
        byte[] head = Json.write(Json.object().put("version", 4).put("build", "test"));
        CRC32C sum = new CRC32C();
        sum.update(head);
        ByteBuffer bytes = ByteBuffer.allocate(8 + 8 + head.length)
                .put(Arrays.copyOf(Files.readAllBytes(file()), 8))
                .putInt(head.length)
                .putInt((int) sum.getValue())
                .put(head);
        Files.write(file(), bytes.array());
        assertThat(read()).isEmpty();
    }

    @Test
    void noneIsNone() {
        assertThat(read()).isEmpty();
    }

    /** Cut off anywhere, or one byte changed anywhere. */
    @Property(tries = 300)
    void damageIsNoticed(@ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int count) throws IOException {
        Random random = new Random(seed);
        Path path = Files.createTempDirectory("gyre-view").resolve("a");
        try {
            ViewSnapshotFile file = new ViewSnapshotFile(path, "test");
            file.keep(PLACE, objects(count)).toCompletableFuture().join();
            byte[] bytes = Files.readAllBytes(path);
            if (random.nextBoolean()) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(path, bytes);
            assertThat(read(file)).isEmpty();
        } finally {
            Files.delete(path);
            Files.delete(path.getParent());
        }
    }

    private void keep(Place place, List<Resource> objects) {
        new ViewSnapshotFile(file(), "test")
                .keep(place, objects)
                .toCompletableFuture()
                .join();
    }

    private Optional<PersistentClusterView> read() {
        return read(new ViewSnapshotFile(file(), "test"));
    }

    /** Empty where it cannot be trusted, too. */
    private static Optional<PersistentClusterView> read(ViewSnapshots snapshots) {
        return snapshots
                .read()
                .toCompletableFuture()
                .join()
                .flatMap(kept -> kept.view()
                        .handle((view, failure) -> Optional.ofNullable(view))
                        .toCompletableFuture()
                        .join());
    }

    private Path file() {
        return directory.resolve("views").resolve("controllers");
    }

    private static List<Resource> objects(int count) {
        List<Resource> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(Resource.of(
                    ResourceKey.namespaced("apps", "deployments", "ns-" + i % 7, "d-" + i),
                    i + 1,
                    Json.object().put("kind", "Deployment").put("text", "\u00e4\n\"" + "x".repeat(500) + i)));
        }
        return objects;
    }
}
