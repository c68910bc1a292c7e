package dev.gyre.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.node.pod.NeededObjects;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.TokenWish;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tokens as files: what stands in them, whose they are, and how a new one takes the place of the old. */
class TokenFilesTest {

    private static final NodeFacts NODE = new NodeFacts("n", "192.0.2.1", 0, 0, List.of(), "cluster.local");
    private static final String CONTAINERS = "'containers': [{'name': 'a', 'securityContext': {%s}}, {'name': 'b'}]";

    @TempDir
    Path directory;

    private DiskVolumes volumes;
    private String uid = "";

    private Path prepare(String spec, String token) {
        String pod = "{'metadata': {'name': 'p', 'namespace': 'd', 'uid': 'u'}, 'spec': {'serviceAccountName': 'robot',"
                + "'volumes': [{'name': 'v', 'projected': {'defaultMode': 420, 'sources': [{'serviceAccountToken':"
                + "{'path': 'token', 'expirationSeconds': 3607}}, {'downwardAPI': {'items': [{'path': 'namespace',"
                + "'fieldRef': {'fieldPath': 'metadata.namespace'}}]}}]}}], " + spec + "}}";
        ObjectNode json = Json.readObject(pod.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        Resource resource = Resource.of(ResourceKey.namespaced("", "pods", "d", "p"), 1, json);
        uid = resource.uid();
        Map<TokenWish, Token> tokens = new HashMap<>();
        TokenWish.ofVolumes(resource).forEach(wish -> tokens.put(wish, new Token(token, Instant.MAX)));
        volumes = new DiskVolumes(directory, new PersistentVolumes("n", directory.resolve("volumes")), Runnable::run);
        volumes.prepare(resource, NODE, new VolumeInputs(NeededObjects.NONE, tokens))
                .toCompletableFuture()
                .join();
        return directory.resolve("pods/u/volumes/v");
    }

    @AfterEach
    void unmount() {
        volumes.remove(uid).toCompletableFuture().join();
    }

    private static String modeOf(Path file) throws IOException {
        return Integer.toOctalString((int) Files.getAttribute(file, "unix:mode") & 07777);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void aNewTokenTakesThePlaceOfTheOldInOneStep() throws IOException {
        Path volume = prepare(CONTAINERS.formatted(""), "first");
        Path before = volume.resolve("..data").toRealPath();
        assertThat(volume.resolve("token")).hasContent("first");
        assertThat(volume.resolve("namespace")).hasContent("d");
        prepare(CONTAINERS.formatted(""), "second");
        assertThat(volume.resolve("token")).hasContent("second");
        assertThat(Files.readSymbolicLink(volume.resolve("token"))).isEqualTo(Path.of("..data", "token"));
        assertThat(before).doesNotExist();
    }

    @Test
    void whereNobodyIsNamedTheVolumesModeHolds() throws IOException {
        assertThat(modeOf(prepare(CONTAINERS.formatted(""), "t").resolve("token")))
                .isEqualTo("644");
    }

    @Test
    void whereContainersDifferTheVolumesModeHolds() throws IOException {
        Path volume = prepare(CONTAINERS.formatted("'runAsUser': 1000"), "t");
        assertThat(modeOf(volume.resolve("token"))).isEqualTo("644");
    }

    @Test
    void theOneUserOfAllContainersOwnsTheToken() throws IOException {
        assumeTrue(isRoot());
        Path volume = prepare("'securityContext': {'runAsUser': 1234}, " + CONTAINERS.formatted(""), "t");
        assertThat(modeOf(volume.resolve("token"))).isEqualTo("600");
        assertThat(Files.getAttribute(volume.resolve("token"), "unix:uid")).isEqualTo(1234);
        assertThat(modeOf(volume.resolve("namespace"))).isEqualTo("644");
        assertThat(Files.getAttribute(volume.resolve("namespace"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void theGroupOfThePodMayReadTheToken() throws IOException {
        assumeTrue(isRoot());
        Path volume = prepare("'securityContext': {'fsGroup': 2345}, " + CONTAINERS.formatted(""), "t");
        assertThat(modeOf(volume.resolve("token"))).isEqualTo("640");
        assertThat(Files.getAttribute(volume.resolve("token"), "unix:gid")).isEqualTo(2345);
        assertThat(modeOf(volume.resolve("..data"))).isEqualTo("2755");
    }
}
