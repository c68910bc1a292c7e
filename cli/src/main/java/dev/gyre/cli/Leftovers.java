package dev.gyre.cli;

import dev.gyre.node.docker.DockerRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a killed {@code up} can leave behind on the machine although nothing of it runs any more: the rules that forward
 * Services, containers and their network, and mounts of volumes. etcd ends with its parent by itself.
 */
final class Leftovers {

    private Leftovers() {}

    static void remove(DataDirectory data) throws IOException, InterruptedException {
        if (Files.exists(data.resolve("cluster.id"))) {
            String clusterId = new ClusterFiles(data, java.time.Instant.now()).clusterId();
            Forwarding.clear(clusterId);
            if (DockerDaemon.answers()) {
                try (DockerRuntime runtime = NodesRole.docker(clusterId)) {
                    runtime.removeAll().toCompletableFuture().join();
                }
            }
        }
        for (Path mount : mountsBelow(data.root())) {
            new ProcessBuilder(List.of("umount", mount.toString())).start().waitFor();
        }
    }

    private static List<Path> mountsBelow(Path root) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> Path.of(line.split(" ", -1)[1].replace("\\040", " ")))
                .filter(mount -> mount.startsWith(root))
                .toList()
                .reversed();
    }
}
