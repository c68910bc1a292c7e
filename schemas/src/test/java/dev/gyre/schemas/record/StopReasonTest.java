package dev.gyre.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopReasonTest {

    private static final StopReason STOP = new StopReason("app", 30);

    @Test
    void aReasonThatBeginsWithItIsKnown() {
        assertThat(StopReason.of(STOP.inWords())).contains(STOP);
        assertThat(StopReason.of(STOP.inWords() + ": it failed its liveness probe:\nHTTP 500"))
                .contains(STOP);
    }

    @Test
    void anEndBeginsWithItsHook() {
        assertThat(StopReason.containerOf(StopReason.hook("app") + ": its pod is deleted"))
                .contains("app");
        assertThat(StopReason.containerOf(STOP.inWords() + ": its pod is deleted"))
                .contains("app");
        assertThat(StopReason.containerOf("run postStart hook of app: app has started"))
                .isEmpty();
    }

    /** What is on logs already goes on to be understood. */
    @Test
    void theWordsAreThoseOfEarlierReleases() {
        assertThat(STOP.inWords()).isEqualTo("stop container app within 30 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "start container app as x: app is created",
                "stop container app",
                "remove sandbox x: stop container app within 30 s",
                "stop container app within 30 seconds"
            })
    void anyOtherReasonIsNone(String reason) {
        assertThat(StopReason.of(reason)).isEmpty();
    }
}
