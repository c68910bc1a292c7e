package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.kafka.EmbeddedBroker;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.StoreUpkeep;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.gateway.storage.etcd.EtcdResourceStore;
import dev.gyre.gateway.storage.etcd.TestEtcd;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The same on etcd and Kafka. */
class RelayServiceIT extends RelayServiceContract {

    @TempDir
    static Path directory;

    static EmbeddedBroker broker;
    static final AtomicInteger LOGS = new AtomicInteger();

    /** One a test: a log begins with the first revision of its store. */
    private TestEtcd etcd;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory, 0, null);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    @Override
    void open() {
        etcd = TestEtcd.start();
        super.open();
    }

    @AfterEach
    @Override
    void close() {
        super.close();
        etcd.close();
    }

    @Override
    Access newAccess() {
        return new EtcdAccess(new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain()));
    }

    @Override
    EventLog newLog() {
        KafkaConnection connection = KafkaConnection.plain(broker.bootstrapServers());
        return new KafkaEventLog(connection.withTopicPrefix("test-" + LOGS.incrementAndGet() + "."));
    }

    @Override
    void endEveryLease() {
        // etcd does it by itself, since nobody keeps them alive.
    }

    @Override
    void removeLogIdentity() {
        etcd.remove(StoreKeys.LOG_IDENTITY);
    }

    private record EtcdAccess(EtcdResourceStore etcdStore) implements Access {
        @Override
        public ResourceStore store() {
            return etcdStore;
        }

        @Override
        public MetaStore meta() {
            return etcdStore.meta();
        }

        @Override
        public StoreUpkeep upkeep() {
            return etcdStore;
        }

        @Override
        public void cut() {
            etcdStore.close();
        }
    }
}
