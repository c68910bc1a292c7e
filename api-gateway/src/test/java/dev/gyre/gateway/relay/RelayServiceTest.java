package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.gateway.storage.InMemoryMetaStore;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.StoreUpkeep;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class RelayServiceTest extends RelayServiceContract {

    private final InMemoryResourceStore memory = new InMemoryResourceStore();
    private final InMemoryMetaStore meta = new InMemoryMetaStore(memory);

    @Override
    Access newAccess() {
        return new CuttableMemory();
    }

    @Override
    EventLog newLog() {
        return new InMemoryEventLog();
    }

    @Override
    void endEveryLease() {
        meta.leases().forEach(meta::expire);
    }

    @Override
    void removeLogIdentity() {
        memory.removeMeta(StoreKeys.LOG_IDENTITY);
    }

    /** The one memory, seen through a line that can be cut; a lease whose holder is cut off ends at once. */
    private final class CuttableMemory implements Access, MetaStore {
        private volatile boolean isCut;

        @Override
        public ResourceStore store() {
            return memory;
        }

        @Override
        public MetaStore meta() {
            return this;
        }

        @Override
        public StoreUpkeep upkeep() {
            return memory;
        }

        @Override
        public void cut() {
            isCut = true;
            endEveryLease();
        }

        private <T> CompletionStage<T> unlessCut(java.util.function.Supplier<CompletionStage<T>> call) {
            return isCut
                    ? CompletableFuture.failedStage(new ResourceStore.StoreException("cut off", null, true))
                    : call.get();
        }

        @Override
        public CompletionStage<MetaKey> get(String key) {
            return unlessCut(() -> meta.get(key));
        }

        @Override
        public CompletionStage<Creation> create(String key, String value, long lease) {
            return unlessCut(() -> meta.create(key, value, lease));
        }

        @Override
        public CompletionStage<Long> grantLease(Duration timeToLive) {
            return unlessCut(() -> meta.grantLease(timeToLive));
        }

        @Override
        public CompletionStage<Boolean> keepAlive(long lease) {
            return unlessCut(() -> meta.keepAlive(lease));
        }

        @Override
        public CompletionStage<Void> revoke(long lease) {
            return unlessCut(() -> meta.revoke(lease));
        }
    }
}
