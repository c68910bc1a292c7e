package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.storage.LocalPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Who takes directories away, when, and that the object goes afterwards. */
class LocalVolumeCleanerTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private final InMemoryApi api = new InMemoryApi();
    private final List<String> removed = new CopyOnWriteArrayList<>();
    private ClusterObjects.@Nullable Listener listener;

    private static ResourceKey key(String name) {
        return ResourceKey.clusterScoped("", "persistentvolumes", name);
    }

    /** As the API has it, and as the log tells of it. */
    private void put(String name, String node, String policy, String... finalizers) {
        ObjectNode volume = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolume");
        ObjectNode metadata = volume.putObject("metadata").put("name", name);
        metadata.put("deletionTimestamp", "2026-11-28T10:00:00Z");
        metadata.putObject("annotations").put("pv.kubernetes.io/provisioned-by", LocalPath.PROVISIONER);
        for (String finalizer : finalizers) {
            metadata.withArrayProperty("finalizers").add(finalizer);
        }
        ObjectNode spec = volume.putObject("spec").put("persistentVolumeReclaimPolicy", policy);
        spec.putObject("local").put("path", "/volumes/" + name);
        spec.putObject("nodeAffinity").set("required", LocalPath.nodeSelector(node));
        api.put(key(name), volume);
        if (listener != null) {
            Resource made = api.find(key(name)).orElseThrow();
            ResourceEvent event =
                    new ResourceEvent(ResourceEvent.Type.ADDED, made, new Provenance("", "", "", Instant.EPOCH));
            listener.changed(made.revision(), List.of(event));
        }
    }

    private boolean isHeld(String name) {
        return api.find(key(name)).map(volume -> !volume.finalizers().isEmpty()).orElse(false);
    }

    @Test
    void whatIsLeftGoesAndWhatIsHeldOrElsewhereStays() throws Exception {
        put("held", "n", "Delete", "kubernetes.io/pv-protection", LocalPath.FINALIZER);
        put("elsewhere", "other", "Delete", LocalPath.FINALIZER);
        put("kept", "n", "Retain", LocalPath.FINALIZER);
        put("left", "n", "Delete", LocalPath.FINALIZER);
        try (LocalVolumeCleaner ignored = cleaner(volume -> removed.add(volume.name()))) {
            await().atMost(LONG_ENOUGH).until(() -> !isHeld("left") && !isHeld("kept"));
            put("later", "n", "Delete", LocalPath.FINALIZER);
            await().atMost(LONG_ENOUGH).until(() -> !isHeld("later"));
        }
        assertThat(removed).containsExactlyInAnyOrder("left", "later");
        assertThat(isHeld("held")).isTrue();
        assertThat(isHeld("elsewhere")).isTrue();
    }

    @Test
    void aDirectoryThatDoesNotGoIsTriedAgain() throws Exception {
        put("left", "n", "Delete", LocalPath.FINALIZER);
        try (LocalVolumeCleaner ignored = cleaner(volume -> {
            removed.add(volume.name());
            if (removed.size() == 1) {
                throw new IOException("busy");
            }
        })) {
            await().atMost(LONG_ENOUGH).until(() -> !isHeld("left"));
        }
        assertThat(removed).containsExactly("left", "left");
    }

    private LocalVolumeCleaner cleaner(LocalVolumeCleaner.Removal removal) {
        ClusterObjects objects = (kinds, follower) -> {
            listener = follower;
            follower.reset(1, api.all("persistentvolumes"));
            return () -> listener = null;
        };
        return new LocalVolumeCleaner(objects, List.of(new LocalVolumeCleaner.Node("n", api, removal)));
    }
}
