package dev.gyre.cli;

import dev.gyre.actors.Reconciler;
import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.Limits;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/**
 * Goes once through what {@code up} does, and through what a start with many objects does, on a simulated node and in a
 * directory of its own, and ends: the JVM that does so records what it loaded, so that later ones start in half the time.
 * {@code ./gyre} runs it after a build.
 */
@Command(name = "rehearse", hidden = true, description = "Start a small cluster and stop it again.")
final class RehearseCommand implements Callable<Integer> {

    private static final int OBJECTS = 20_000;
    private static final int TURNS = 3;

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
            restart(cluster, data.resolve("rehearsal.view"));
        } finally {
            DataDirectory.delete(directory);
        }
        return 0;
    }

    /** As controllers do that find a large view: the compiler learns here what is busy there. */
    private static void restart(LocalCluster cluster, Path file) {
        ResourceList held = cluster.admin().snapshot().toCompletableFuture().join();
        List<Resource> many = times(held.items());
        ViewSnapshotFile snapshots = new ViewSnapshotFile(file, Gyre.version());
        snapshots
                .keep(new Place("rehearsal", 1, held.revision(), Map.of(), 0), many)
                .toCompletableFuture()
                .join();
        for (int turn = 0; turn < TURNS; turn++) {
            var kept = snapshots.read().toCompletableFuture().join().orElseThrow();
            PersistentClusterView view = PersistentClusterView.restored(kept.objects());
            cluster.reconcilers().parallelStream().forEach(reconciler -> lookAtAllOf(view, reconciler));
        }
    }

    /** What is decided stays here. */
    private static void lookAtAllOf(PersistentClusterView view, Reconciler reconciler) {
        ReconcileRules rules = new ReconcileRules(reconciler, key -> 0, "rehearsal", Gyre.version(), Limits.STANDARD);
        Instant now = Instant.now();
        rules.on(new Input.PartitionsGained(Map.of(0, 1L), view.revision()), now);
        rules.on(new Input.ViewAdvanced(view, List.of()), now);
        for (int seen = 0; seen < view.size(); seen += Limits.STANDARD.objectsPerStep()) {
            rules.on(new Input.Tick(), now);
        }
    }

    /** The same objects again and again, under names of their own. */
    private static List<Resource> times(List<Resource> few) {
        List<Resource> many = new ArrayList<>();
        for (int copy = 0; many.size() < OBJECTS; copy++) {
            for (Resource one : few) {
                ResourceKey key = one.key();
                ObjectNode json = one.json().deepCopy();
                json.withObject("/metadata").put("name", key.name() + copy).put("uid", one.uid() + copy);
                ResourceKey own = new ResourceKey(key.group(), key.plural(), key.namespace(), key.name() + copy);
                many.add(Resource.of(own, one.revision(), json));
            }
        }
        many.sort(Comparator.comparing(Resource::key));
        return many;
    }
}
