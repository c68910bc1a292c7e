package dev.gyre.cli;

import dev.gyre.actors.ControlPlane;
import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.schemas.ApiClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The actors that decide: controllers, scheduler, or both in one process with one view. */
final class PlaneRole {

    private PlaneRole() {}

    /** Runs groups as a process of its own, under this identity, until it is told to stop. */
    static int run(
            RemoteOptions options,
            RoleIdentity identity,
            String name,
            BiFunction<Function<RoleIdentity, ApiClient>, LogRole, List<Group>> groups)
            throws Exception {
        ClusterFiles files = new ClusterFiles(options.data(), Instant.now());
        return ForegroundRole.run(startup -> {
            options.openMetrics(startup);
            RoleSlot slot = RoleSlot.take(options.data(), name);
            startup.closing("slot", slot);
            ViewSnapshots snapshots = slot.snapshots();
            ApiRole api = startup.start("gateway", () -> new ApiRole(files, options.gateway(files)));
            ApiClient client = api.client(identity);
            var unused = client.currentRevision(); // connects while the log does; who needs it asks again
            LogRole log = startup.start("log", () -> LogRole.connect(files, options.log(), identity, slot.member()));
            startup.start(name, () -> start(client, log, name, snapshots, groups.apply(api::client, log)));
        });
    }

    /** {@code client} is the plane's own identity, which takes snapshots and raises epochs. */
    static ControlPlane start(ApiClient client, LogRole log, String name, ViewSnapshots snapshots, List<Group> groups) {
        // One reader feeds all groups of a process; in `up` it is named for most of them.
        String role = name.equals("up") ? "controllers" : name;
        return ControlPlane.start(
                new ControlPlane.Ports(
                        client,
                        log.changes(role),
                        log.heartbeats(role)::follow,
                        snapshots,
                        log.decisions(),
                        log.eventLog(),
                        log.topics(),
                        InstantSource.system(),
                        ProcessName.of(name),
                        Gyre.version()),
                groups);
    }
}
