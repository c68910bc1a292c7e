package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DatagramFlowTest {

    private static final Map<String, Set<String>> ROUTES = Map.of(
            "10.96.0.10:53", Set.of("10.1.0.2:5353"), "*:30053", Set.of("10.1.0.2:5353"), "10.96.0.11:53", Set.of());

    private static DatagramFlow flow(String line) {
        return DatagramFlow.parse(line).orElseThrow();
    }

    private static boolean isStale(DatagramFlow flow) {
        return !DatagramFlow.stale(List.of(flow), ROUTES, Set.of("192.0.2.2")).isEmpty();
    }

    @Test
    void linesOfConntrackAreRead() {
        assertThat(flow("udp      17 29 src=10.1.0.9 dst=10.96.0.10 sport=4000 dport=53 [UNREPLIED] src=10.1.0.2"
                        + " dst=10.1.0.9 sport=5353 dport=4000 mark=0 use=1"))
                .isEqualTo(new DatagramFlow("10.1.0.9", 4000, "10.96.0.10", 53, "10.1.0.2", 5353));
        assertThat(DatagramFlow.parse("conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown."))
                .isEmpty();
    }

    @Test
    void aFlowIsStaleIfItWouldGoElsewhereToday() {
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "10.96.0.10", 53, "10.1.0.2", 5353)))
                .isFalse();
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "10.96.0.10", 53, "10.1.0.3", 5353)))
                .isTrue();
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "10.96.0.11", 53, "10.1.0.3", 5353)))
                .as("nobody answers any more")
                .isTrue();
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "10.96.0.10", 53, "10.96.0.10", 53)))
                .as("sent before somebody answered")
                .isTrue();
    }

    @Test
    void othersFlowsAreLeftAlone() {
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "192.0.2.2", 30053, "10.1.0.3", 5353)))
                .isTrue();
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "203.0.113.1", 30053, "203.0.113.1", 30053)))
                .as("another host's port of the same number")
                .isFalse();
        assertThat(isStale(new DatagramFlow("10.1.0.9", 1, "8.8.8.8", 53, "8.8.8.8", 53)))
                .isFalse();
    }
}
