package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.InMemoryMetaStore;
import dev.gyre.gateway.storage.MetaStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One process's way to the machinery's keys, with what the store in memory lacks: time. A lease that nobody has kept alive
 * for its time ends.
 */
final class SeededMeta implements MetaStore {

    private final InMemoryMetaStore meta;
    private final SimulatedProcess process;
    private final Simulation simulation;
    private final Map<Long, Long> keptAt = new HashMap<>();

    SeededMeta(InMemoryMetaStore meta, SimulatedProcess process, Simulation simulation) {
        this.meta = meta;
        this.process = process;
        this.simulation = simulation;
    }

    @Override
    public CompletionStage<MetaKey> get(String key) {
        return process.ask(() -> meta.get(key));
    }

    @Override
    public CompletionStage<Creation> create(String key, String value, long lease) {
        return process.ask(() -> meta.create(key, value, lease));
    }

    @Override
    public CompletionStage<Long> grantLease(Duration timeToLive) {
        return process.ask(() -> meta.grantLease(timeToLive).thenApply(lease -> {
            keptAt.put(lease, simulation.micros());
            watch(lease, timeToLive);
            return lease;
        }));
    }

    private void watch(long lease, Duration timeToLive) {
        long seen = keptAt.get(lease);
        simulation.schedule(timeToLive, () -> {
            if (!meta.leases().contains(lease)) {
                return;
            }
            if (keptAt.get(lease) == seen) {
                simulation.trace("lease of " + process.name() + " ends");
                meta.expire(lease);
            } else {
                watch(lease, timeToLive);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> keepAlive(long lease) {
        return process.ask(() -> {
            keptAt.put(lease, simulation.micros());
            return meta.keepAlive(lease);
        });
    }

    @Override
    public CompletionStage<Void> revoke(long lease) {
        return process.ask(() -> meta.revoke(lease));
    }
}
