package dev.gyre.actors.scheduler.plugins;

import static dev.gyre.actors.scheduler.Harness.node;
import static dev.gyre.actors.scheduler.Harness.nodeInfo;
import static dev.gyre.actors.scheduler.Harness.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.schemas.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every filter's verdicts, as tables. */
class FiltersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500m | 1Gi  | ",
                "1    | 1Gi  | ",
                "1001m| 1Gi  | Insufficient cpu",
                "1    | 3Gi  | Insufficient memory",
                "2    | 3Gi  | Insufficient cpu; Insufficient memory",
                "0    | 0    | ",
            })
    void resourcesThatAreLeft(String cpu, String memory, String expected) {
        NodeInfo node = nodeInfo(node("n", "4", "4Gi"), pod("a", "3", "2Gi"));
        assertVerdict(new NodeResourcesFit(), pod("p", cpu, memory), node, expected);
    }

    @Test
    void placesForPodsAndNamedDevices() {
        Resource small = Objects.resource("nodes/n", 1, "{'status': {'allocatable': {'cpu': '4', 'pods': '1'}}}");
        Resource gpu = Objects.resource(
                "pods/default/p",
                1,
                "{'spec': {'containers': [{'resources': {'requests': {'example.com/gpu': '1'}}}]}}");

        assertVerdict(new NodeResourcesFit(), pod("p", "0", "0"), nodeInfo(small), null);
        assertVerdict(new NodeResourcesFit(), pod("p", "0", "0"), nodeInfo(small, pod("a", "0", "0")), "Too many pods");
        assertVerdict(new NodeResourcesFit(), gpu, nodeInfo(small), "Insufficient example.com/gpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NoSchedule       | [{'key':'k','operator':'Equal','value':'v'}]                       | ",
                "NoSchedule       | [{'key':'k','value':'v'}]                                          | ",
                "NoSchedule       | [{'key':'k','operator':'Exists'}]                                  | ",
                "NoSchedule       | [{'operator':'Exists'}]                                            | ",
                "NoSchedule       | [{'key':'k','operator':'Exists','effect':'NoSchedule'}]            | ",
                "NoSchedule       | [{'key':'k','operator':'Exists','effect':'NoExecute'}]             | node(s) had untolerated taint {k: v}",
                "NoSchedule       | [{'key':'k','value':'other'}]                                      | node(s) had untolerated taint {k: v}",
                "NoSchedule       | [{'key':'other','operator':'Exists'}]                              | node(s) had untolerated taint {k: v}",
                "NoSchedule       | []                                                                 | node(s) had untolerated taint {k: v}",
                "NoExecute        | []                                                                 | node(s) had untolerated taint {k: v}",
                "PreferNoSchedule | []                                                                 | ",
            })
    void taints(String effect, String tolerations, String expected) {
        NodeInfo node =
                nodeInfo(node("n", "1", "1Gi", "", "'taints': [{'key':'k','value':'v','effect':'" + effect + "'}]"));
        assertVerdict(new TaintToleration(), pod("p", "0", "0", "'tolerations': " + tolerations), node, expected);
    }

    @Test
    void aNodeThatIsNotReadyIsTainted() {
        Resource silent = Objects.resource("nodes/n", 1, "{'status': {'allocatable': {'cpu': '4'}}}");
        assertVerdict(
                new TaintToleration(),
                pod("p", "0", "0"),
                nodeInfo(silent),
                "node(s) had untolerated taint {node.kubernetes.io/not-ready: }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'nodeSelector': {'disk': 'ssd'}                                              | true",
                "'nodeSelector': {'disk': 'hdd'}                                              | false",
                "'nodeSelector': {'disk': 'ssd', 'zone': 'a'}                                 | false",
                "{'key':'disk','operator':'In','values':['ssd','nvme']}                       | true",
                "{'key':'disk','operator':'In','values':['hdd']}                              | false",
                "{'key':'disk','operator':'NotIn','values':['hdd']}                           | true",
                "{'key':'zone','operator':'NotIn','values':['a']}                             | true",
                "{'key':'disk','operator':'NotIn','values':['ssd']}                           | false",
                "{'key':'disk','operator':'Exists'}                                           | true",
                "{'key':'zone','operator':'Exists'}                                           | false",
                "{'key':'zone','operator':'DoesNotExist'}                                     | true",
                "{'key':'disk','operator':'DoesNotExist'}                                     | false",
                "{'key':'cores','operator':'Gt','values':['7']}                               | true",
                "{'key':'cores','operator':'Gt','values':['8']}                               | false",
                "{'key':'cores','operator':'Lt','values':['9']}                               | true",
                "{'key':'disk','operator':'Lt','values':['9']}                                | false",
                "{'key':'zone','operator':'Gt','values':['0']}                                | false",
                "{'key':'disk','operator':'Exists'},{'key':'zone','operator':'Exists'}        | false",
            })
    void selectorsAndRequiredAffinity(String constraint, boolean isPossible) {
        NodeInfo node = nodeInfo(node("n", "1", "1Gi", "'disk': 'ssd', 'cores': '8'", ""));
        String spec = constraint.startsWith("'nodeSelector'")
                ? constraint
                : required("{'matchExpressions': [" + constraint + "]}");
        assertThat(new NodeAffinity()
                        .reasonsAgainst(PodInfo.of(pod("p", "0", "0", spec)), node)
                        .isEmpty())
                .isEqualTo(isPossible);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'matchFields': [{'key':'metadata.name','operator':'In','values':['n']}]}       | true",
                "{'matchFields': [{'key':'metadata.name','operator':'In','values':['m']}]}       | false",
                "{}                                                                              | false",
                "{}, {'matchExpressions': [{'key':'zone','operator':'DoesNotExist'}]}            | true",
                "                                                                                | false",
            })
    void termsAreAlternatives(String terms, boolean isPossible) {
        NodeInfo node = nodeInfo(node("n", "1", "1Gi"));
        PodInfo pod = PodInfo.of(pod("p", "0", "0", required(terms == null ? "" : terms)));
        assertThat(new NodeAffinity().reasonsAgainst(pod, node).isEmpty()).isEqualTo(isPossible);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'hostPort': 80}                                        | false",
                "{'hostPort': 81}                                        | true",
                "{'hostPort': 80, 'protocol': 'UDP'}                     | true",
                "{'hostPort': 80, 'hostIP': '10.0.0.1'}                  | false",
                "{'hostPort': 90, 'hostIP': '10.0.0.1'}                  | false",
                "{'hostPort': 90, 'hostIP': '10.0.0.2'}                  | true",
                "{'containerPort': 80}                                   | true",
            })
    void hostPorts(String port, boolean isPossible) {
        NodeInfo node = nodeInfo(
                node("n", "1", "1Gi"),
                ports("a", "{'hostPort': 80}"),
                ports("b", "{'hostPort': 90, 'hostIP': '10.0.0.1'}"));
        assertThat(new NodePorts()
                        .reasonsAgainst(PodInfo.of(ports("p", port)), node)
                        .isEmpty())
                .isEqualTo(isPossible);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | []                                                                              | true",
                "true  | []                                                                              | false",
                "true  | [{'key':'node.kubernetes.io/unschedulable','operator':'Exists'}]                | true",
            })
    void cordonedNodes(boolean isCordoned, String tolerations, boolean isPossible) {
        NodeInfo node = nodeInfo(node("n", "1", "1Gi", "", "'unschedulable': " + isCordoned));
        PodInfo pod = PodInfo.of(pod("p", "0", "0", "'tolerations': " + tolerations));
        assertThat(new NodeUnschedulable().reasonsAgainst(pod, node).isEmpty()).isEqualTo(isPossible);
    }

    @ParameterizedTest
    @CsvSource({"n, true", "m, false"})
    void namedNodes(String name, boolean isPossible) {
        PodInfo pod = PodInfo.of(pod("p", "0", "0", "'nodeName': '" + name + "'"));
        assertThat(new NodeName()
                        .reasonsAgainst(pod, nodeInfo(node("n", "1", "1Gi")))
                        .isEmpty())
                .isEqualTo(isPossible);
    }

    private static void assertVerdict(Filter filter, Resource pod, NodeInfo node, String expected) {
        List<String> reasons = expected == null ? List.of() : List.of(expected.split("; "));
        assertThat(filter.reasonsAgainst(PodInfo.of(pod), node)).isEqualTo(reasons);
    }

    private static String required(String terms) {
        return "'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': {'nodeSelectorTerms': ["
                + terms + "]}}}";
    }

    private static Resource ports(String name, String port) {
        return Objects.resource("pods/default/" + name, 1, "{'spec': {'containers': [{'ports': [" + port + "]}]}}");
    }
}
