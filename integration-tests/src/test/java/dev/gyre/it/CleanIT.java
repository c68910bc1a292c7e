package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is started goes away again, however it ends: containers, networks, mounts, processes. */
class CleanIT {

    private static final String POD_WITH_VOLUMES = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: mounted
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: main
                  image: gyre/web:1
                  imagePullPolicy: IfNotPresent
                  volumeMounts:
                    - {name: scratch, mountPath: /scratch}
                    - {name: memory, mountPath: /memory}
              volumes:
                - name: scratch
                  emptyDir: {}
                - name: memory
                  emptyDir: {medium: Memory}
            """;

    @TempDir
    Path directory;

    private Path data;
    private GyreCluster cluster;

    @BeforeEach
    void up() throws Exception {
        data = directory.resolve("data");
        cluster = GyreCluster.in(data);
        cluster.up();
        cluster.kubectl().apply(POD_WITH_VOLUMES);
        cluster.kubectl().run("wait", "--for=condition=Ready", "pod/mounted", "--timeout=60s");
        assertThat(cluster.containers().running()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(cluster.containers().networks()).isNotEmpty();
        assertThat(mounts()).isNotEmpty();
        assertThat(processes()).isNotEmpty();
    }

    @AfterEach
    void down() {
        cluster.close();
    }

    @Test
    void downPurgeLeavesNothing() {
        cluster.down("--purge").succeeded();
        assertNothingIsLeft();
        assertThat(data).doesNotExist();
    }

    @Test
    void downAfterAKilledUpLeavesNothingButTheData() throws Exception {
        cluster.kill9();
        assertThat(cluster.containers().all())
                .as("a killed cluster leaves containers")
                .isNotEmpty();

        cluster.down().succeeded();

        assertNothingIsLeft();
        assertThat(data.resolve("etcd")).isDirectory();
    }

    private void assertNothingIsLeft() {
        assertThat(cluster.containers().all()).isEmpty();
        assertThat(cluster.containers().networks()).isEmpty();
        assertThat(mounts()).isEmpty();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(processes()).isEmpty());
    }

    private List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .filter(line -> line.contains(" " + data + "/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes that name the data directory: the JVM and etcd. */
    private List<String> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.flatMap(process -> process.info().commandLine().stream())
                    .filter(line -> line.contains(data.toString()))
                    .toList();
        }
    }
}
