package dev.gyre.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakenPortTest {
    private static final String ENDPOINT =
            "driver failed programming external connectivity on endpoint gyre_POD_a (0f3:1e2): ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use",
                "Bind for 0.0.0.0:80 failed: port is already allocated",
                "failed to bind host port [::]:80/tcp: address already in use"
            })
    void aPortThatIsTakenIsNamed(String words) {
        assertThat(TakenPort.explained(words))
                .startsWith("hostPort 80 is taken on this node")
                .endsWith(words);
        assertThat(TakenPort.explained(ENDPOINT + words)).endsWith(words);
    }

    @Test
    void whatElseGoesWrongIsLeftAsItIs() {
        assertThat(TakenPort.explained("no such image: a:80")).isEqualTo("no such image: a:80");
    }
}
