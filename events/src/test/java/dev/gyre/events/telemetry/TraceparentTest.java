package dev.gyre.events.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void whatIsReadIsWritten() {
        String header = "00-" + TRACE + "-" + SPAN + "-01";
        assertThat(Traceparent.parse(header))
                .isEqualTo(new Traceparent(TRACE, SPAN, true))
                .hasToString(header);
        assertThat(Traceparent.parse("00-" + TRACE + "-" + SPAN + "-00"))
                .isEqualTo(new Traceparent(TRACE, SPAN, false));
        assertThat(Traceparent.valid(header)).isEqualTo(header);
        assertThat(Traceparent.valid(null)).isEmpty();
    }

    @Test
    void versionsToComeMaySayMore() {
        assertThat(Traceparent.parse("cc-" + TRACE + "-" + SPAN + "-03-what-will-be"))
                .isEqualTo(new Traceparent(TRACE, SPAN, true));
        assertThat(Traceparent.parse("cc-" + TRACE + "-" + SPAN + "-01")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
            })
    void whatIsNoneIsAsIfItWereNotThere(String header) {
        assertThat(Traceparent.parse(header)).isNull();
        assertThat(Traceparent.valid(header)).isEmpty();
    }
}
