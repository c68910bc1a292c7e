package dev.gyre.cli;

import dev.gyre.schemas.kinds.KubernetesKinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Goes once through what {@code up} does, and what controllers do that start alone and with many objects, on a simulated node
 * and in a directory of its own, and ends: the JVM that does so records what it loaded, so that later ones start in half the time.
 * {@code ./gyre} runs it after a build.
 */
@Command(name = "rehearse", hidden = true, description = "Start a small cluster and stop it again.")
final class RehearseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MANIFEST", arity = "0..*")
    private List<Path> manifests = List.of();

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("gyre-rehearsal");
        try (Startup startup = new Startup(System.out)) {
            DataDirectory data = DataDirectory.open(directory);
            LocalCluster cluster = LocalCluster.start(data, ClusterOptions.simulated(Ports.freeOr(0)), startup);
            Manifests toApply = Manifests.read(manifests, KubernetesKinds.registry());
            toApply.apply(cluster.admin(), line -> {});
            toApply.awaitReady(cluster.admin(), Duration.ofMinutes(1), line -> {});
            RehearsedStarts.alone(data, startup);
            RehearsedStarts.withManyObjects(cluster, data.resolve("rehearsal.view"));
        } finally {
            DataDirectory.delete(directory);
        }
        return 0;
    }
}
