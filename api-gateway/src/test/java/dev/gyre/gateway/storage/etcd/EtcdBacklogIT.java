package dev.gyre.gateway.storage.etcd;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.RecordingListener;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.Stretch;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EtcdBacklogIT {

    private static final int WRITES = 4_700;
    private static final int IN_FLIGHT = 200;

    @Test
    void severalWatchesTellWhatOneTells() {
        try (TestEtcd etcd = TestEtcd.start();
                EtcdResourceStore store =
                        new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain())) {
            long from = await(store.currentRevision()) + 1;
            RecordingListener heard = new RecordingListener();
            store.watch(from, heard);
            List<CompletionStage<WriteResult>> underWay = new ArrayList<>();
            for (int i = 0; i < WRITES; i++) {
                underWay.add(store.write(put(pod("p-" + i), 0, "u" + i, "")));
                if (underWay.size() == IN_FLIGHT) {
                    underWay.forEach(write -> await(write));
                    underWay.clear();
                }
            }
            underWay.forEach(write -> await(write));
            long last = await(store.currentRevision());

            Stretch stretch = await(store.history(from));

            assertThat(stretch.next()).isEqualTo(last + 1);
            assertThat(stretch.batches()).hasSizeGreaterThan(1);
            List<StoreEvent> read = new ArrayList<>();
            stretch.batches().forEach(batch -> read.addAll(batch.get().events()));
            assertThat(read).isEqualTo(heard.eventsUpTo(last));
        }
    }
}
