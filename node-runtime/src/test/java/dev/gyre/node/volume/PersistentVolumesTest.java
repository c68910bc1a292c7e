package dev.gyre.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.NeededObjects;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.storage.LocalPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Volumes that outlive pods: where they lie, what containers get of them, and that nothing leads out of their directory. */
class PersistentVolumesTest {

    private static final NodeFacts NODE = new NodeFacts("n", "192.0.2.1", 0, 0, List.of(), "cluster.local");

    @TempDir
    Path data;

    private Path root;
    private PersistentVolumes persistent;
    private DiskVolumes volumes;

    @BeforeEach
    void start() throws IOException {
        data = data.toRealPath();
        root = data.resolve("volumes");
        persistent = new PersistentVolumes("n", root);
        volumes = new DiskVolumes(data, persistent, Runnable::run);
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Resource volume(String name, String spec) {
        ObjectNode object = json("{'metadata': {'name': '" + name + "'}, 'spec': {" + spec + "}}");
        return Resource.of(ResourceKey.clusterScoped("", "persistentvolumes", name), 1, object);
    }

    private static Resource provisioned(String name, String node, Path path) {
        Resource volume = volume(
                name,
                "'local': {'path': '" + path + "'}, 'nodeAffinity': {'required': " + LocalPath.nodeSelector(node)
                        + "}");
        volume.json()
                .withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("pv.kubernetes.io/provisioned-by", LocalPath.PROVISIONER);
        return volume;
    }

    private static Resource pod(String claim) {
        ObjectNode object = json("{'metadata': {'name': 'p', 'namespace': 'd', 'uid': 'u'}, 'spec': {'volumes':"
                + " [{'name': 'data', 'persistentVolumeClaim': {'claimName': 'c'" + claim + "}}]}}");
        return Resource.of(ResourceKey.namespaced("", "pods", "d", "p"), 1, object);
    }

    private void prepare(Resource pod, Map<String, Resource> found) {
        volumes.prepare(pod, NODE, new VolumeInputs(NeededObjects.NONE, Map.of(), found))
                .toCompletableFuture()
                .join();
    }

    private Mount mount(Resource pod, String more) {
        JsonNode container =
                json("{'name': 'c', 'volumeMounts': [{'name': 'data', 'mountPath': '/data'" + more + "}]}");
        return volumes.mounts(pod, container, 0).toCompletableFuture().join().getFirst();
    }

    @Test
    void aDirectoryIsMadeOnceAndKeepsWhatIsInIt() throws IOException {
        Path directory = root.resolve("pvc-1");
        Resource volume = provisioned("pvc-1", "n", directory);
        prepare(pod(""), Map.of("data", volume));
        assertThat(mount(pod(""), "").source()).isEqualTo(directory.toString());
        Files.writeString(directory.resolve("kept"), "x");
        volumes.remove("u").toCompletableFuture().join();
        assertThat(directory.resolve("kept")).as("when the pod is gone").exists();
        prepare(pod(""), Map.of("data", volume));
        prepare(pod(""), Map.of());
        assertThat(mount(pod(""), ", 'subPath': 'kept'").source())
                .isEqualTo(directory.resolve("kept").toString());
        persistent.remove(volume);
        persistent.remove(volume);
        assertThat(directory).doesNotExist();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aClaimMayBeReadOnly() {
        Resource pod = pod(", 'readOnly': true");
        prepare(pod, Map.of("data", provisioned("pvc-1", "n", root.resolve("pvc-1"))));
        assertThat(mount(pod, "").isReadOnly()).isTrue();
        assertThat(mount(pod(""), "").isReadOnly()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../other", "a/b", "/etc", ""})
    void aNameThatLeadsElsewhereIsRefused(String name) throws IOException {
        Path outside = Files.createDirectories(data.resolve("other"));
        Files.createDirectories(root.resolve("a/b"));
        Resource volume = provisioned(name, "n", root.resolve(name).normalize());
        assertThatThrownBy(() -> persistent.prepare(volume, -1)).isInstanceOf(ConfigErrorException.class);
        assertThatThrownBy(() -> persistent.remove(volume))
                .isInstanceOf(ConfigErrorException.class)
                .hasMessageContaining("is not one of the node n");
        assertThat(outside).exists();
        assertThat(root.resolve("a/b")).exists();
    }

    @Test
    void aPathOrANodeOfSomebodyElseIsRefused() throws IOException {
        Path victim = Files.createDirectories(data.resolve("pods/x"));
        for (Resource volume : List.of(
                provisioned("pvc-1", "n", victim),
                provisioned("pvc-1", "n", root.resolve("pvc-2")),
                provisioned("pvc-1", "other", root.resolve("pvc-1")))) {
            assertThatThrownBy(() -> persistent.remove(volume)).isInstanceOf(ConfigErrorException.class);
            assertThatThrownBy(() -> persistent.prepare(volume, -1)).isInstanceOf(ConfigErrorException.class);
        }
        assertThat(victim).exists();
    }

    @Test
    void aLinkInAVolumeIsNotFollowedWhenItGoes() throws IOException {
        Path kept =
                Files.writeString(Files.createDirectories(data.resolve("other")).resolve("kept"), "x");
        Path directory = Files.createDirectories(root.resolve("pvc-1"));
        Files.createSymbolicLink(directory.resolve("link"), kept.getParent());
        persistent.remove(provisioned("pvc-1", "n", directory));
        Files.createSymbolicLink(directory, kept.getParent());
        persistent.remove(provisioned("pvc-1", "n", directory));
        assertThat(directory).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void whatSomebodyElseMadeMustBeThere() {
        Path absent = data.resolve("absent");
        assertThatThrownBy(() -> prepare(pod(""), Map.of("data", volume("v", "'local': {'path': '" + absent + "'}"))))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage(
                        "MountVolume.SetUp failed for volume \"data\" : path \"" + absent + "\" does not exist");
        prepare(pod(""), Map.of("data", volume("v", "'hostPath': {'path': '" + absent + "', 'type': ''}")));
        assertThat(mount(pod(""), "").source()).isEqualTo(absent.toString());
    }

    @Test
    void blocksAndOtherStoragesAreRefused() {
        assertThatThrownBy(() -> prepare(
                        pod(""), Map.of("data", volume("v", "'volumeMode': 'Block', 'hostPath': {'path': '/x'}"))))
                .hasMessageContaining("volumeMode Block is not supported on this node");
        assertThatThrownBy(() -> prepare(pod(""), Map.of("data", volume("v", "'nfs': {'path': '/x'}"))))
                .hasMessageContaining("no volume plugin matched");
    }
}
