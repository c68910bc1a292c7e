package dev.gyre.gateway.storage.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionAssemblerTest {

    private final RevisionAssembler assembler = new RevisionAssembler(5);

    private static List<Event> events(long... revisions) {
        return Arrays.stream(revisions)
                .mapToObj(revision -> Event.newBuilder()
                        .setKv(KeyValue.newBuilder().setModRevision(revision))
                        .build())
                .toList();
    }

    @Test
    void aRevisionInFragmentsIsDeliveredWhole() {
        assertThat(assembler.add(events(5, 6, 6), true)).containsOnlyKeys(5L);
        assertThat(assembler.add(events(6), true)).isEmpty();
        assertThat(assembler.next()).isEqualTo(6);
        assertThat(assembler.add(events(6, 7), false))
                .containsOnlyKeys(6L, 7L)
                .hasEntrySatisfying(6L, six -> assertThat(six).hasSize(4));
        assertThat(assembler.next()).isEqualTo(8);
    }

    @Test
    void afterAnInterruptionHalfARevisionIsAskedForAgain() {
        assembler.add(events(5, 6), true);
        assembler.reset();

        assertThat(assembler.next()).isEqualTo(6);
        assertThat(assembler.add(events(6, 6), false))
                .hasEntrySatisfying(6L, six -> assertThat(six).hasSize(2));
    }

    @Test
    void whatWasDeliveredIsNotDeliveredAgain() {
        assembler.add(events(5, 6), false);

        assertThat(assembler.add(events(5, 6, 7), false)).containsOnlyKeys(7L);
        assertThat(assembler.add(events(7), false)).isEmpty();
    }
}
