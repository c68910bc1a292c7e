package dev.gyre.gateway.apiservice;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one gateway does so that the API is found within the cluster: it renews its Lease, sees to it that the Service {@code
 * kubernetes} is there, and makes its endpoints those of the gateways whose Leases have not run out. Every gateway does the
 * same from the same objects, so whoever comes first does it, and nobody needs to be elected.
 *
 * @param clusterIp of the Service
 * @param address where pods reach this gateway
 * @param holder names this process to humans
 */
record ApiService(String clusterIp, String address, int port, String holder) {

    static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(30);

    List<Command> upkeep(Snapshot snapshot, Instant now) {
        List<Command> commands = new ArrayList<>();
        commands.add(signOfLife(snapshot, now));
        Command.Create service = ApiEndpoints.service(snapshot, clusterIp, port);
        if (service != null) {
            commands.add(service);
        }
        SortedMap<Integer, SortedSet<String>> alive = othersAlive(snapshot, now, commands);
        alive.computeIfAbsent(port, p -> new TreeSet<>()).add(address);
        commands.addAll(new ApiEndpoints(alive).commands(snapshot));
        return commands;
    }

    /** Nobody is to be sent here any more. */
    List<Command> farewell(Snapshot snapshot, Instant now) {
        List<Command> commands =
                new ArrayList<>(new ApiEndpoints(othersAlive(snapshot, now, new ArrayList<>())).commands(snapshot));
        StoredObject own = snapshot.get(key());
        if (own != null) {
            commands.add(removal(own.key(), own.modRevision()));
        }
        return commands;
    }

    private Command signOfLife(Snapshot snapshot, Instant now) {
        StoredObject own = snapshot.get(key());
        return own == null
                ? new Command.Create(key(), GatewayLease.create(key(), address, port, holder, LEASE, now), List.of())
                : new Command.Update(
                        key(), null, own.modRevision(), GatewayLease.renew(own.json(), holder, LEASE, now), List.of());
    }

    /** The other gateways by port; the Leases of those that are not, and have not been for a while, go. */
    private SortedMap<Integer, SortedSet<String>> othersAlive(Snapshot snapshot, Instant now, List<Command> removals) {
        SortedMap<Integer, SortedSet<String>> alive = new TreeMap<>();
        for (GatewayLease lease : GatewayLease.all(snapshot)) {
            if (lease.key().equals(key())) {
                continue;
            }
            if (lease.isAlive(now)) {
                alive.computeIfAbsent(lease.port(), p -> new TreeSet<>()).add(lease.address());
            } else {
                removals.add(removal(lease.key(), lease.revision()));
            }
        }
        return alive;
    }

    /** Unless it has been renewed meanwhile. */
    private static Command removal(ResourceKey lease, long revision) {
        return new Command.Delete(lease, null, revision, null, null, List.of());
    }

    private ResourceKey key() {
        return GatewayLease.keyOf(address, port);
    }
}
