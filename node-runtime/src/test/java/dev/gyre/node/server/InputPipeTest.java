package dev.gyre.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InputPipeTest {

    private final AtomicInteger rooms = new AtomicInteger();
    private final InputPipe pipe = new InputPipe(rooms::incrementAndGet);

    @Test
    void whatIsOfferedIsReadAndThenTheEnd() throws Exception {
        assertThat(pipe.offer("one".getBytes())).isTrue();
        assertThat(pipe.offer(" two".getBytes())).isTrue();
        pipe.end();
        assertThat(pipe.readAllBytes()).isEqualTo("one two".getBytes());
        assertThat(pipe.read()).isEqualTo(-1);
    }

    @Test
    void beyondItsBoundItSaysSoAndCallsWhenThereIsRoom() throws Exception {
        byte[] chunk = new byte[100_000];
        assertThat(pipe.offer(chunk)).isTrue();
        assertThat(pipe.offer(chunk)).isTrue();
        assertThat(pipe.offer(chunk)).isFalse();
        assertThat(rooms).hasValue(0);
        pipe.readNBytes(200_000);
        assertThat(rooms).hasValue(1);
        assertThat(pipe.offer(new byte[1])).isTrue();
    }

    @Test
    void whoWasToldToWaitIsCalledThoughMoreCameMeanwhile() throws Exception {
        assertThat(pipe.offer(new byte[300_000])).isFalse();
        pipe.readNBytes(100_000);
        assertThat(pipe.offer(new byte[1])).isFalse();
        pipe.readNBytes(200_000);
        assertThat(rooms).hasValue(1);
    }

    @Test
    void whoNoLongerReadsHoldsNobodyBack() throws Exception {
        assertThat(pipe.offer(new byte[300_000])).isFalse();
        pipe.close();
        assertThat(rooms).hasValue(1);
        assertThat(pipe.offer(new byte[300_000])).isTrue();
        assertThat(pipe.read()).isEqualTo(-1);
    }

    @Test
    void aReaderThatWaitsIsWokenByTheEnd() throws Exception {
        Thread reading = Thread.ofVirtual().start(() -> {
            try {
                assertThat(pipe.read()).isEqualTo(-1);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        pipe.end();
        assertThat(reading.join(java.time.Duration.ofSeconds(60))).isTrue();
    }
}
