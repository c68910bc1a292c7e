package dev.gyre.cli;

import dev.gyre.actors.ControlPlane;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.shell.Input;
import dev.gyre.actors.shell.Limits;
import dev.gyre.actors.shell.ReconcileRules;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** Starts of controllers that differ from those in {@code up}, gone through once for {@link RehearseCommand}. */
final class RehearsedStarts {

    private static final int OBJECTS = 20_000;
    private static final int TURNS = 3;
    private static final int PATIENCE_SECONDS = 60;

    private RehearsedStarts() {}

    /** As a process of their own does, which reaches the log and the gateway of the cluster here over the network. */
    static void alone(DataDirectory data, Startup startup) throws Exception {
        ClusterFiles files = new ClusterFiles(data, Instant.now());
        LogRole log = startup.start(
                "log, alone", () -> LogRole.connect(files, new LogOptions(), RoleIdentity.CONTROLLERS, "rehearsal"));
        ApiRole api = startup.start("gateway, alone", () -> new ApiRole(files, URI.create(files.endpoint("GATEWAY"))));
        ControlPlane plane = startup.start(
                "controllers, alone",
                () -> PlaneRole.start(
                        api.client(RoleIdentity.CONTROLLERS),
                        log,
                        "controllers",
                        ViewSnapshots.NONE,
                        List.of(ControllersRole.controllers(
                                files, api::client, log, new LoadBalancerOptions().pool(), new CloudProvider()))));
        plane.ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** As controllers do that find a large view: the compiler learns here what is busy there. */
    static void withManyObjects(LocalCluster cluster, Path file) {
        ResourceList held = cluster.admin().snapshot().toCompletableFuture().join();
        List<Resource> many = times(held.items());
        ViewSnapshotFile snapshots = new ViewSnapshotFile(file, Gyre.version());
        snapshots
                .keep(new Place("rehearsal", 1, held.revision(), Map.of(), 0), many)
                .toCompletableFuture()
                .join();
        for (int turn = 0; turn < TURNS; turn++) {
            PersistentClusterView view = snapshots
                    .read()
                    .thenCompose(kept -> kept.orElseThrow().view())
                    .toCompletableFuture()
                    .join();
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
