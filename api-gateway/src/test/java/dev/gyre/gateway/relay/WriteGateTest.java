package dev.gyre.gateway.relay;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.StoreUpkeep.Size;
import org.junit.jupiter.api.Test;

class WriteGateTest {

    private final WriteGate gate = new WriteGate(new WriteGate.Limits(100, 1000, 2000, 7));

    @Test
    void itClosesBeyondALagAndOpensWhenThereIsRoomAgain() {
        gate.lag(100);
        assertThat(gate.isOpen()).isTrue();
        gate.lag(101);
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.reason()).isEqualTo("the log is 101 changes behind the store");
        gate.lag(95);
        assertThat(gate.isOpen()).isFalse();
        gate.lag(90);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void itClosesBeforeTheStoreIsFull() {
        gate.size(new Size(1500, 1001));
        assertThat(gate.isOpen()).isFalse();
        gate.lag(5);
        assertThat(gate.isOpen()).isFalse();
        gate.size(new Size(1500, 800));
        assertThat(gate.isOpen()).isTrue();
        gate.size(new Size(2001, 800));
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void writesAreToldToComeBackAndReadsPass() {
        GatedStore store = new GatedStore(new InMemoryResourceStore(), gate);
        committed(store, put(pod("a"), 0, "u1", ""));
        gate.lag(101);

        assertThatThrownBy(() -> await(store.write(put(pod("b"), 0, "u2", ""))))
                .isInstanceOfSatisfying(StatusException.class, refused -> {
                    assertThat(refused.status().code()).isEqualTo(429);
                    assertThat(refused.status().details().retryAfterSeconds()).isEqualTo(7);
                });
        assertThat(await(store.load()).objects()).hasSize(1);
    }
}
