package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PastPodsTest {

    @Test
    void theLastThousandAreRemembered() {
        PastPods past = new PastPods();
        IntStream.rangeClosed(0, 1_000).forEach(i -> past.add("uid-" + i));
        assertThat(past.contains("uid-0")).isFalse();
        assertThat(past.contains("uid-1")).isTrue();
        assertThat(past.contains("uid-1000")).isTrue();
    }
}
