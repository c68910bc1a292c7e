package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.gateway.storage.etcd.TestEtcd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class WatchCacheOnEtcdIT extends WatchCacheContract {

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
    protected ResourceStore emptyStore() {
        etcd.clear();
        return new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain());
    }
}
