package dev.gyre.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.metrics.NodeUsage.OfContainer;
import dev.gyre.node.runtime.PodIdentity;
import dev.gyre.node.runtime.Usage;
import dev.gyre.schemas.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a kubelet tells of usage, in both forms. */
class UsageDocumentsTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Usage FIRST = new Usage(START, 1_000_000_000L, 4096, 8192, 2048);
    private static final Usage SECOND = new Usage(START.plusSeconds(10), 3_500_000_000L, 5120, 9216, 2048);
    private static final Sampled ONCE = Sampled.after(null, FIRST);
    private static final Sampled TWICE = Sampled.after(ONCE, SECOND);

    private static OfContainer container(String pod, String name, Sampled usage) {
        return new OfContainer(new PodIdentity("n", "uid-" + pod, "default", pod), name, START, usage);
    }

    private static final NodeUsage USAGE = new NodeUsage(
            "n", TWICE, List.of(container("web", "a", TWICE), container("web", "b", ONCE), container("x", "a", TWICE)));

    @Test
    void aRateNeedsTwoSamples() {
        assertThat(ONCE.nanoCores()).isEmpty();
        assertThat(TWICE.nanoCores()).hasValue(250_000_000L);
        assertThat(Sampled.after(TWICE, FIRST).nanoCores())
                .as("a clock or a counter that went back")
                .isEmpty();
    }

    @Test
    void theSummary() {
        ObjectNode summary = Json.readObject(SummaryDocument.of(USAGE));
        assertThat(summary.at("/node/cpu/usageNanoCores").asLong()).isEqualTo(250_000_000L);
        assertThat(summary.at("/node/cpu/windowMillis").asLong()).isEqualTo(10_000);
        assertThat(summary.at("/pods").size()).isEqualTo(2);
        assertThat(summary.at("/pods/0/podRef/uid").asString()).isEqualTo("uid-web");
        assertThat(summary.at("/pods/0/containers/0/memory/workingSetBytes").asLong())
                .isEqualTo(5120);
        assertThat(summary.at("/pods/0/containers/1/cpu").has("usageNanoCores")).isFalse();
    }

    @Test
    void theLines() {
        assertThat(ResourceMetrics.of(USAGE).lines())
                .contains(
                        "# TYPE container_cpu_usage_seconds_total counter",
                        "container_cpu_usage_seconds_total{container=\"a\",namespace=\"default\",pod=\"web\"} 3.500000"
                                + " 1795428010000",
                        "container_memory_working_set_bytes{container=\"b\",namespace=\"default\",pod=\"web\"} 4096"
                                + " 1795428000000",
                        "pod_cpu_usage_seconds_total{namespace=\"default\",pod=\"web\"} 4.500000 1795428000000",
                        "node_memory_working_set_bytes 5120 1795428010000",
                        "resource_scrape_error 0");
    }
}
