package dev.gyre.gateway.storage;

import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.gateway.storage.etcd.TestEtcd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EtcdResourceStoreIT extends ResourceStoreContract {

    static TestEtcd etcd;

    @BeforeAll
    static void startEtcd() {
        etcd = TestEtcd.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    ResourceStore emptyStore() {
        etcd.clear();
        return new EtcdResourceStore(
                new EtcdOptions(List.of(etcd.endpoint()), null, 1024, MAX_OBJECT_BYTES, Duration.ofSeconds(5)),
                ValueCodec.plain());
    }

    @Override
    void compact(ResourceStore store, long revision) {
        StoreFixtures.await(((EtcdResourceStore) store).compact(revision));
    }
}
