package dev.gyre.actors.scheduler.plugins;

import static dev.gyre.actors.scheduler.Harness.node;
import static dev.gyre.actors.scheduler.Harness.nodeInfo;
import static dev.gyre.actors.scheduler.Harness.ownedBy;
import static dev.gyre.actors.scheduler.Harness.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.schemas.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every score's numbers, as tables. */
class ScoresTest {

    @ParameterizedTest
    @CsvSource({"1, 4Gi, 62", "0, 0, 98", "4, 8Gi, 0", "2, 0, 74", "9, 16Gi, 0"})
    void leastAllocated(String cpu, String memory, long expected) {
        // Nothing asked for counts as 100m and 200Mi: of 4 cores and 8 GiB that leaves 97.5 % and 97.6 %.
        Resource asking = cpu.equals("0")
                ? Objects.resource("pods/default/p", 1, "{'spec': {'containers': [{}]}}")
                : memory.equals("0")
                        ? Objects.resource(
                                "pods/default/p",
                                1,
                                "{'spec': {'containers': [{'resources': {'requests': {'cpu': '2'}}}]}}")
                        : pod("p", cpu, memory);
        long score = new LeastAllocated().score(PodInfo.of(asking), nodeInfo(node("n", "4", "8Gi")));
        assertThat(score).isBetween(expected - 1, expected);
    }

    @ParameterizedTest
    @CsvSource({"2, 4Gi, 100", "4, 2Gi, 62", "1, 1Gi, 93", "9, 16Gi, 100"})
    void balancedAllocation(String cpu, String memory, long expected) {
        assertThat(new BalancedAllocation().score(PodInfo.of(pod("p", cpu, memory)), nodeInfo(node("n", "4", "8Gi"))))
                .isEqualTo(expected);
    }

    @Test
    void ownerSpreadCountsThePodsOfTheSameController() {
        NodeInfo node = nodeInfo(
                node("n", "4", "8Gi"),
                ownedBy("web", pod("a", "0", "0")),
                ownedBy("web", pod("b", "0", "0")),
                ownedBy("db", pod("c", "0", "0")),
                pod("d", "0", "0"));
        assertThat(new OwnerSpread().score(PodInfo.of(ownedBy("web", pod("p", "0", "0"))), node))
                .isEqualTo(2);
        assertThat(new OwnerSpread().score(PodInfo.of(pod("p", "0", "0")), node))
                .isZero();
        assertThat(normalized(new OwnerSpread(), 0, 1, 4)).containsExactly(100, 75, 0);
        assertThat(normalized(new OwnerSpread(), 0, 0)).containsExactly(100, 100);
    }

    @Test
    void preferredAffinityAddsTheWeightsThatMatch() {
        String spec = "'affinity': {'nodeAffinity': {'preferredDuringSchedulingIgnoredDuringExecution': ["
                + "{'weight': 3, 'preference': {'matchExpressions': [{'key': 'disk', 'operator': 'Exists'}]}},"
                + "{'weight': 5, 'preference': {'matchExpressions': [{'key': 'zone', 'operator': 'Exists'}]}}]}}";
        PodInfo pod = PodInfo.of(pod("p", "0", "0", spec));
        assertThat(new NodeAffinity().score(pod, nodeInfo(node("n", "1", "1Gi", "'disk': 'ssd'", ""))))
                .isEqualTo(3);
        assertThat(new NodeAffinity().score(pod, nodeInfo(node("n", "1", "1Gi", "'disk': 'ssd', 'zone': 'a'", ""))))
                .isEqualTo(8);
        assertThat(normalized(new NodeAffinity(), 3, 8, 0)).containsExactly(37, 100, 0);
    }

    @Test
    void softTaintsCountAgainstANode() {
        NodeInfo node = nodeInfo(node(
                "n",
                "1",
                "1Gi",
                "",
                "'taints': [{'key':'a','effect':'PreferNoSchedule'},{'key':'b','effect':'PreferNoSchedule'}]"));
        PodInfo pod = PodInfo.of(pod("p", "0", "0", "'tolerations': [{'key': 'a', 'operator': 'Exists'}]"));
        assertThat(new TaintToleration().score(pod, node)).isEqualTo(1);
        assertThat(normalized(new TaintToleration(), 0, 1, 2)).containsExactly(100, 50, 0);
    }

    @ParameterizedTest
    @CsvSource({"web:1, 50", "web, 0", "other:1, 0", "small:1, 0"})
    void imageLocalityCountsTheBytesThatAreThere(String image, long expected) {
        Resource node = Objects.resource(
                "nodes/n",
                1,
                "{'status': {'images': [{'names': ['web:1'], 'sizeBytes': %d}, {'names': ['small:1'], 'sizeBytes': 1000}]}}"
                        .formatted((23L << 20) + (977L << 20) / 2));
        Resource pod = Objects.resource("pods/default/p", 1, "{'spec': {'containers': [{'image': '" + image + "'}]}}");
        assertThat(new ImageLocality().score(PodInfo.of(pod), nodeInfo(node))).isEqualTo(expected);
    }

    private static long[] normalized(dev.gyre.actors.scheduler.Score score, long... raw) {
        score.scale().normalize(raw);
        return raw;
    }
}
